package io.kubevert.kubeproxy.loadbalancer.membership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A coordination.k8s.io/v1 Lease of the load balancer.
 *
 * @param renewTime only ever compared with itself: the clocks of nodes differ
 */
public record LeaseRecord(
    ObjectKey key, String holder, String renewTime, int transitions, String resourceVersion) {
  static final String NAMESPACE = "kube-system";
  static final String MEMBER = "load-balancer-speaker-";
  static final ObjectKey LEADER = new ObjectKey(NAMESPACE, "load-balancer-controller");

  /** Whether a lease is one of the load balancer's. */
  public static boolean isOurs(ObjectNode lease) {
    ObjectKey key = ObjectKey.of(lease);
    return key.equals(LEADER) || isMember(key);
  }

  public static LeaseRecord decode(ObjectNode lease) {
    JsonNode spec = lease.path("spec");
    return new LeaseRecord(
        ObjectKey.of(lease),
        spec.path("holderIdentity").asText(""),
        spec.path("renewTime").asText(""),
        spec.path("leaseTransitions").asInt(),
        lease.path("metadata").path("resourceVersion").asText(""));
  }

  static boolean isMember(ObjectKey key) {
    return key.namespace().equals(NAMESPACE) && key.name().startsWith(MEMBER);
  }

  /** The key of the lease by which a node's proxy says that it is alive. */
  static ObjectKey member(String node) {
    return new ObjectKey(NAMESPACE, MEMBER + node);
  }

  /** The spec of a lease that is renewed now. */
  static ObjectNode spec(String holder, Duration duration, Instant now) {
    ObjectNode spec = Json.object();
    spec.put("holderIdentity", holder).put("leaseDurationSeconds", (int) duration.toSeconds());
    spec.put("renewTime", microTime(now));
    return spec;
  }

  static ObjectNode object(ObjectKey key, ObjectNode spec) {
    ObjectNode lease = Json.object();
    lease.putObject("metadata").put("namespace", key.namespace()).put("name", key.name());
    lease.set("spec", spec);
    return lease;
  }

  /** With six digits always: the API's MicroTime has no other form. */
  static String microTime(Instant instant) {
    Instant micros = instant.truncatedTo(ChronoUnit.MICROS);
    return "%s.%06dZ"
        .formatted(
            micros.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ""),
            micros.getNano() / 1_000);
  }
}
