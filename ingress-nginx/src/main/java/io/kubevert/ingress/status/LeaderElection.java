package io.kubevert.ingress.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.KubeClient;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of several holds a Lease, renews it, and gives it back when it stops.
 *
 * <p>As client-go does it, another's Lease is taken to be expired when it has not changed for its
 * duration by this process's own clock: clocks of machines need not agree.
 */
public final class LeaderElection {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderElection.class);
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration RETRY = Duration.ofSeconds(4);
  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final Vertx vertx;
  private final KubeClient client;
  private final Clock clock;
  private final ObjectKey key;
  private final String identity;
  private final Runnable elected;
  private String seenRevision = "";
  private Instant seenAt = Instant.MIN;
  private Instant heldUntil = Instant.MIN;
  private long timer = -1;
  private boolean stopped;

  /**
   * @param identity tells this candidate from all others
   * @param elected is told each time that it becomes the leader
   */
  public LeaderElection(
      Vertx vertx,
      KubeClient client,
      Clock clock,
      ObjectKey key,
      String identity,
      Runnable elected) {
    this.vertx = vertx;
    this.client = client;
    this.clock = clock;
    this.key = key;
    this.identity = identity;
    this.elected = elected;
  }

  /** Whether this candidate may act as the leader now. */
  public boolean isLeader() {
    return clock.instant().isBefore(heldUntil);
  }

  public void start() {
    attempt()
        .onComplete(
            done -> {
              if (done.failed()) {
                LOG.atDebug()
                    .addKeyValue("lease", key)
                    .addKeyValue("cause", done.cause().getMessage())
                    .log("lease not renewed");
              }
              if (!stopped) {
                timer = vertx.setTimer(RETRY.toMillis(), fired -> start());
              }
            });
  }

  /**
   * Stops, and lets another take over at once.
   *
   * @return whether this was the leader, and there is no other candidate
   */
  public Future<Boolean> stop() {
    stopped = true;
    vertx.cancelTimer(timer);
    boolean leader = isLeader();
    heldUntil = Instant.MIN;
    return client
        .get(ResourceTypes.LEASES, key)
        .compose(lease -> leave(lease, leader))
        .map(left -> leader && Candidates.of(left).isEmpty())
        .otherwise(false);
  }

  private Future<ObjectNode> leave(ObjectNode lease, boolean leader) {
    Candidates.remove(lease, identity);
    return client.update(ResourceTypes.LEASES, leader ? held(lease, "") : lease);
  }

  private Future<Void> attempt() {
    Instant asked = clock.instant();
    return client
        .get(ResourceTypes.LEASES, key)
        .compose(lease -> mayTake(lease) ? write(lease, asked) : announce(lease))
        .recover(
            failure ->
                ApiException.isNotFound(failure)
                    ? client.create(ResourceTypes.LEASES, fresh()).map(made -> took(asked))
                    : Future.failedFuture(failure))
        .recover(
            failure ->
                ApiException.isConflict(failure)
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure));
  }

  private boolean mayTake(JsonNode lease) {
    String revision = lease.path("metadata").path("resourceVersion").asText();
    if (!revision.equals(seenRevision)) {
      seenRevision = revision;
      seenAt = clock.instant();
    }
    String holder = lease.path("spec").path("holderIdentity").asText("");
    Duration life =
        Duration.ofSeconds(
            lease.path("spec").path("leaseDurationSeconds").asLong(LEASE.toSeconds()));
    return holder.isEmpty()
        || holder.equals(identity)
        || clock.instant().isAfter(seenAt.plus(life));
  }

  /** Lets the leader know that somebody will be there when it ends. */
  private Future<Void> announce(ObjectNode lease) {
    return Candidates.add(lease, identity)
        ? client.update(ResourceTypes.LEASES, lease).mapEmpty()
        : Future.succeededFuture();
  }

  private Future<Void> write(ObjectNode lease, Instant asked) {
    Candidates.add(lease, identity);
    return client.update(ResourceTypes.LEASES, held(lease, identity)).map(kept -> took(asked));
  }

  private Void took(Instant asked) {
    boolean before = isLeader();
    heldUntil = asked.plus(LEASE).minus(RETRY);
    if (!before && !stopped) {
      elected.run();
    }
    return null;
  }

  private ObjectNode fresh() {
    ObjectNode lease = Json.object();
    lease.putObject("metadata").put("namespace", key.namespace()).put("name", key.name());
    Candidates.add(lease, identity);
    return held(lease, identity);
  }

  private ObjectNode held(ObjectNode lease, String holder) {
    ObjectNode spec = lease.withObjectProperty("spec");
    String now = MICRO_TIME.format(clock.instant());
    if (!spec.path("holderIdentity").asText("").equals(holder)) {
      spec.put("acquireTime", now);
      spec.put("leaseTransitions", spec.path("leaseTransitions").asInt(0) + 1);
    }
    spec.put("holderIdentity", holder)
        .put("leaseDurationSeconds", LEASE.toSeconds())
        .put("renewTime", now);
    return lease;
  }
}
