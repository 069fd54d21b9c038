package io.kubevert.ingress.exchange;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How a backend is spoken to.
 *
 * @param tls how, where the connection is TLS
 * @param connectTimeout until a connection stands
 * @param readTimeout the longest silence of the backend
 * @param sendTimeout the longest time that the backend takes nothing
 * @param retryOn what makes the next endpoint be tried
 * @param tries how many endpoints are tried at most; 0 for all
 * @param retryWithin how long after the first attempt another one may start; zero for any time
 * @param host sent instead of the client's host
 * @param forwardedPrefix sent as {@code X-Forwarded-Prefix}
 * @param throughService whether connections go to the Service's own address
 */
public record UpstreamPolicy(
    Protocol protocol,
    UpstreamTls tls,
    Duration connectTimeout,
    Duration readTimeout,
    Duration sendTimeout,
    Set<RetryCondition> retryOn,
    int tries,
    Duration retryWithin,
    Optional<String> host,
    Optional<String> forwardedPrefix,
    boolean throughService) {

  /** What a backend speaks. */
  public enum Protocol {
    HTTP(false),
    HTTPS(true),
    AUTO_HTTP(false),
    GRPC(false),
    GRPCS(true);

    private final boolean encrypted;

    Protocol(boolean encrypted) {
      this.encrypted = encrypted;
    }

    /** Whether connections to the backend are TLS; {@code AUTO_HTTP} follows the client's. */
    public boolean encrypted(boolean client) {
      return this == AUTO_HTTP ? client : encrypted;
    }

    public boolean isGrpc() {
      return this == GRPC || this == GRPCS;
    }
  }

  /** The conditions of {@code proxy-next-upstream}. */
  public enum RetryCondition {
    ERROR,
    TIMEOUT,
    HTTP_500,
    HTTP_502,
    HTTP_503,
    HTTP_504,
    HTTP_403,
    HTTP_404,
    HTTP_429,
    NON_IDEMPOTENT
  }
}
