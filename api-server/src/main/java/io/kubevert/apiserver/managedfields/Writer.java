package io.kubevert.apiserver.managedfields;

/**
 * Somebody who owns fields.
 *
 * @param apply whether by applying, not by other writes
 * @param apiVersion the version that the fields are named in
 * @param subresource empty for the object itself
 */
public record Writer(String manager, boolean apply, String apiVersion, String subresource) {

  /** The writer as a conflict names it. */
  String describe() {
    String text = "\"" + manager + "\"";
    if (!subresource.isEmpty()) {
      text += " with subresource \"" + subresource + "\"";
    }
    return apply ? text : text + " using " + apiVersion;
  }
}
