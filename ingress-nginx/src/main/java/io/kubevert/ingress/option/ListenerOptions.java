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
 * @param streamIdle how long nothing may move on a connection whose bytes are passed on as they are
 *     ({@code proxy-stream-timeout})
 * @param flags what stands beside it
 */
public record ListenerOptions(
    boolean proxyProtocol,
    Duration introduction,
    Duration streamIdle,
    ListenerFlags flags,
    HttpOptions http,
    TlsOptions tls) {
  private static final Duration INTRODUCTION = Duration.ofSeconds(5);
  private static final Duration STREAM_IDLE = Duration.ofMinutes(10);

  static ListenerOptions read(Annotations values, ListenerFlags flags) {
    return new ListenerOptions(
        values.flag("use-proxy-protocol", false),
        values.positiveTime("proxy-protocol-header-timeout", INTRODUCTION),
        values.positiveTime("proxy-stream-timeout", STREAM_IDLE),
        flags,
        HttpOptions.read(values),
        TlsOptions.read(values));
  }
}
