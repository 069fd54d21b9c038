package io.kubevert.nodeagent.environment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.kubevert.client.Json;
import io.kubevert.client.KubeClient;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The tokens that pods' programs are known by. One is asked for when it is first needed, and again
 * when four fifths of its time, or a day, have passed. Belongs to one context.
 */
public final class AccountTokens {
  private static final long DEFAULT_SECONDS = 3_600;
  private static final Duration OLDEST = Duration.ofHours(24);

  private final KubeClient client;
  private final Clock clock;
  private final Map<Request, Token> tokens = new HashMap<>();

  /** What a token is asked for. */
  record Request(String podUid, String audience, long seconds) {}

  private record Token(String text, Instant refresh, Instant end) {}

  public AccountTokens(KubeClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  static Request request(Pod pod, ServiceAccountTokenProjection source) {
    Long seconds = source.getExpirationSeconds();
    return new Request(
        pod.getMetadata().getUid(),
        Optional.ofNullable(source.getAudience()).orElse(""),
        seconds == null ? DEFAULT_SECONDS : seconds);
  }

  /** A token for a pod, an old one while it is good. */
  Future<String> token(Pod pod, Request request) {
    Instant now = clock.instant();
    tokens.values().removeIf(token -> token.end.isBefore(now));
    Token known = tokens.get(request);
    if (known != null && now.isBefore(known.refresh)) {
      return Future.succeededFuture(known.text);
    }
    ObjectKey account =
        new ObjectKey(pod.getMetadata().getNamespace(), pod.getSpec().getServiceAccountName());
    return client
        .createSubresource(ResourceTypes.SERVICE_ACCOUNTS, account, "token", body(pod, request))
        .map(answer -> keep(request, answer, now));
  }

  private String keep(Request request, ObjectNode answer, Instant now) {
    Instant end = Instant.parse(answer.path("status").path("expirationTimestamp").asText());
    Duration fresh = Duration.between(now, end).multipliedBy(4).dividedBy(5);
    Duration kept = fresh.compareTo(OLDEST) < 0 ? fresh : OLDEST;
    String text = answer.path("status").path("token").asText();
    tokens.put(request, new Token(text, now.plus(kept), end));
    return text;
  }

  private static ObjectNode body(Pod pod, Request request) {
    ObjectNode body = Json.object();
    ObjectNode spec = body.putObject("spec").put("expirationSeconds", request.seconds);
    if (!request.audience.isEmpty()) {
      spec.putArray("audiences").add(request.audience);
    }
    spec.putObject("boundObjectRef")
        .put("apiVersion", "v1")
        .put("kind", "Pod")
        .put("name", pod.getMetadata().getName())
        .put("uid", pod.getMetadata().getUid());
    return body;
  }
}
