package io.kubevert.ingress.exchange;

/**
 * One port of one Service.
 *
 * @param port the port's name or number, as the Ingress names it; {@link #FIRST_PORT} for whichever
 *     comes first
 */
public record BackendKey(String namespace, String service, String port) {
  public static final String FIRST_PORT = "";

  /** As ingress-nginx's logs and metrics name it: {@code default-web-80}. */
  public String upstreamName() {
    return namespace + "-" + service + "-" + port;
  }
}
