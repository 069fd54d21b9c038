package io.kubevert.ingress.proxy;

import io.kubevert.ingress.exchange.UpstreamPolicy;
import io.kubevert.ingress.exchange.UpstreamPolicy.RetryCondition;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a request may be sent once more. One that may have had an effect is never repeated unless
 * the user said that it may ({@code non_idempotent}).
 */
final class RetryPolicy {
  private static final Set<HttpMethod> IDEMPOTENT =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.OPTIONS,
          HttpMethod.TRACE,
          HttpMethod.PUT,
          HttpMethod.DELETE);

  private final UpstreamPolicy policy;

  RetryPolicy(UpstreamPolicy policy) {
    this.policy = policy;
  }

  /**
   * How a request went that got no usable answer.
   *
   * @param sent whether the backend may have seen any of it
   * @param bodyTaken whether bytes of the client's body are gone with it
   * @param condition what went wrong
   */
  record Failure(boolean sent, boolean bodyTaken, RetryCondition condition) {}

  /**
   * @param attempts how many were made
   * @param elapsedNanos since the request came
   */
  boolean allows(HttpMethod method, Failure failure, int attempts, long elapsedNanos) {
    return policy.retryOn().contains(failure.condition)
        && !failure.bodyTaken
        && (!failure.sent || repeatable(method))
        && (policy.tries() == 0 || attempts < policy.tries())
        && (policy.retryWithin().isZero() || elapsedNanos < policy.retryWithin().toNanos());
  }

  /**
   * Whether a request may go to the same endpoint once more, on another connection: a kept one may
   * have been closed just as it was chosen (RFC 9112, 9.3.1).
   */
  boolean allowsOnAnotherConnection(HttpMethod method, boolean bodyTaken) {
    return policy.retryOn().contains(RetryCondition.ERROR) && !bodyTaken && repeatable(method);
  }

  private boolean repeatable(HttpMethod method) {
    return IDEMPOTENT.contains(method) || policy.retryOn().contains(RetryCondition.NON_IDEMPOTENT);
  }

  /** The condition that an answer's status stands for. */
  static Optional<RetryCondition> conditionOf(int status) {
    return switch (status) {
      case 403 -> Optional.of(RetryCondition.HTTP_403);
      case 404 -> Optional.of(RetryCondition.HTTP_404);
      case 429 -> Optional.of(RetryCondition.HTTP_429);
      case 500 -> Optional.of(RetryCondition.HTTP_500);
      case 502 -> Optional.of(RetryCondition.HTTP_502);
      case 503 -> Optional.of(RetryCondition.HTTP_503);
      case 504 -> Optional.of(RetryCondition.HTTP_504);
      default -> Optional.empty();
    };
  }
}
