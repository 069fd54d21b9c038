package io.kubevert.ingress.translate;

/** Whether regular expressions are as far-reaching as in ingress-nginx. */
public enum RoutingMode {
  /**
   * One Ingress that uses them makes them of all paths of its hosts, and each takes paths of any
   * case that begin as it says, as ingress-nginx does.
   */
  COMPAT,
  /**
   * An Ingress that uses them makes them of its own paths that are not exact, and each takes whole
   * paths of its own case.
   */
  STRICT
}
