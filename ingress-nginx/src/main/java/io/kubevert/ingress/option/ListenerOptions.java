package io.kubevert.ingress.option;

import io.kubevert.ingress.annotation.Annotations;
import java.time.Duration;

/**
 * What the listeners speak. Read when they are opened: a change of it takes effect at the next
 * start.
 *
 * @param proxyProtocol whether every connection begins with the PROXY protocol's head ({@code
 *     use-proxy-protocol})
 * @param introduction how long that head may take ({@code proxy-protocol-header-timeout})
 * @param streams connections whose bytes are passed on as they are
 * @param flags what stands beside it
 */
public record ListenerOptions(
    boolean proxyProtocol,
    Duration introduction,
    StreamOptions streams,
    ListenerFlags flags,
    HttpOptions http,
    TlsOptions tls) {
  private static final Duration INTRODUCTION = Duration.ofSeconds(5);

  static ListenerOptions read(Annotations values, ListenerFlags flags) {
    return new ListenerOptions(
        values.flag("use-proxy-protocol", false),
        values.positiveTime("proxy-protocol-header-timeout", INTRODUCTION),
        StreamOptions.read(values),
        flags,
        HttpOptions.read(values),
        TlsOptions.read(values));
  }
}
