package io.kubevert.ingress.option;

/**
 * What flags say that no ConfigMap can.
 *
 * @param passthrough whether TLS connections may be passed on as they are ({@code
 *     --enable-ssl-passthrough})
 * @param httpsPort where clients are listened for over TLS ({@code --https-port}); 0 for any port
 */
public record ListenerFlags(boolean passthrough, int httpsPort) {
  static final ListenerFlags NONE = new ListenerFlags(false, 0);
}
