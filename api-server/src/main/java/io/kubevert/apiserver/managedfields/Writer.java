package io.kubevert.apiserver.managedfields;

/**
 * Somebody who owns fields.
 *
 * @param apply whether by applying, not by other writes
 * @param apiVersion the version that the fields are named in
 * @param subresource empty for the object itself
 */
public record Writer(String manager, boolean apply, String apiVersion, String subresource) {

  /** Whoever wrote an object of which no account was kept. */
  static Writer beforeFirstApply(String apiVersion) {
    return new Writer("before-first-apply", false, apiVersion, "");
  }

  /** The many that wrote long ago, as one. */
  static Writer longAgo(String apiVersion) {
    return new Writer("ancient-changes", false, apiVersion, "");
  }

  /** The same writer, whose fields are named in another version. */
  Writer in(String other) {
    return new Writer(manager, apply, other, subresource);
  }

  /** The writer as a conflict names it. */
  String describe() {
    String text = "\"" + manager + "\"";
    if (!subresource.isEmpty()) {
      text += " with subresource \"" + subresource + "\"";
    }
    return apply ? text : text + " using " + apiVersion;
  }
}
