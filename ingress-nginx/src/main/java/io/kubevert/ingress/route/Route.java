package io.kubevert.ingress.route;

/**
 * One path of a host.
 *
 * @param path as the rule writes it
 * @param match how it is compared
 * @param target what it leads to
 */
public record Route<L>(String path, Match match, L target) {

  /** How a path is compared. */
  public enum Match {
    /** The whole path, letter by letter. */
    EXACT,
    /** Element by element, as Kubernetes' {@code Prefix}. */
    PREFIX,
    /** A regular expression in any case, from the start of the path, as ingress-nginx does. */
    REGEX,
    /** A regular expression for the whole path, letter by letter. */
    WHOLE_REGEX,
    /** Whatever no other path of the host takes. */
    FALLBACK
  }
}
