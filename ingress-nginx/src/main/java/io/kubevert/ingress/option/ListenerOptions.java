package io.kubevert.ingress.option;

import io.kubevert.ingress.annotation.Annotations;
import java.util.Set;

/**
 * What the listeners speak. Read when they are opened: a change of it takes effect at the next
 * start.
 *
 * @param proxyProtocol whether every connection begins with the PROXY protocol's head ({@code
 *     use-proxy-protocol})
 * @param http2 whether HTTP/2 is offered on TLS connections ({@code use-http2})
 * @param clearTextHttp2 whether HTTP/2 is spoken without TLS, too ({@code use-http2-clear-text},
 *     Kubevert's own)
 * @param passthrough whether TLS connections may be passed on as they are ({@code
 *     --enable-ssl-passthrough})
 * @param idleSeconds how long a client's connection may be without a request ({@code keep-alive})
 * @param requests after how many it ends ({@code keep-alive-requests})
 * @param protocols the versions of TLS ({@code ssl-protocols})
 */
public record ListenerOptions(
    boolean proxyProtocol,
    boolean http2,
    boolean clearTextHttp2,
    boolean passthrough,
    int idleSeconds,
    int requests,
    Set<String> protocols) {
  private static final int IDLE_SECONDS = 75;
  private static final int REQUESTS = 1_000;

  static ListenerOptions read(Annotations values, boolean passthrough) {
    return new ListenerOptions(
        values.flag("use-proxy-protocol", false),
        values.flag("use-http2", true),
        values.flag("use-http2-clear-text", false),
        passthrough,
        values.number("keep-alive", 1, 86_400).orElse(IDLE_SECONDS),
        values.number("keep-alive-requests", 1, Integer.MAX_VALUE).orElse(REQUESTS),
        values.tlsVersions("ssl-protocols").orElse(Annotations.SAFE_TLS));
  }
}
