package io.kubevert.kubeproxy.loadbalancer.membership;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.KubeClient;
import io.kubevert.client.informer.Change;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.DeleteOptions;
import io.kubevert.client.request.PatchType;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says twice a second that this node's proxy is alive, and hears who else is. Belongs to one
 * context.
 *
 * <p>A node that dies without a word is missed after {@link #PATIENCE} and at most one {@link
 * #BEAT}: two and a quarter seconds.
 */
public final class Membership {
  static final Duration BEAT = Duration.ofMillis(500);
  static final Duration PATIENCE = Duration.ofMillis(1_750);

  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
  private static final Duration LEASE = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final KubeClient client;
  private final Clock clock;
  private final String node;
  private final ObjectKey lease;
  private final Members members;
  private final BooleanSupplier able;
  private final Runnable changed;
  private final Runnable beaten;
  private long timer = -1;

  /**
   * @param able whether this node could announce an address; it is silent while it could not
   * @param changed told when other nodes are alive than before
   * @param beaten told each time that a sign of our own came back
   */
  public Membership(
      Vertx vertx,
      KubeClient client,
      Clock clock,
      String node,
      BooleanSupplier able,
      Runnable changed,
      Runnable beaten) {
    this.vertx = vertx;
    this.client = client;
    this.clock = clock;
    this.node = node;
    this.lease = LeaseRecord.member(node);
    this.members = new Members(node, PATIENCE);
    this.able = able;
    this.changed = changed;
    this.beaten = beaten;
  }

  public void start() {
    beat();
    timer = vertx.setPeriodic(BEAT.toMillis(), ignored -> beat());
  }

  /** Says goodbye, so that the others need not miss us first. */
  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    return client
        .delete(ResourceTypes.LEASES, lease, DeleteOptions.DEFAULT)
        .timeout(LEASE.toMillis(), TimeUnit.MILLISECONDS)
        .otherwiseEmpty();
  }

  /** To be told of every change of the load balancer's leases. */
  public void leaseChanged(Change<LeaseRecord> change) {
    if (!LeaseRecord.isMember(change.key())) {
      return;
    }
    String member = change.key().name().substring(LeaseRecord.MEMBER.length());
    boolean news =
        change.after().isPresent() ? members.heard(member, millis()) : members.gone(member);
    if (news) {
      changed.run();
    }
    if (member.equals(node)) {
      beaten.run();
    }
  }

  /** Whose proxies are alive; what was last known while the control plane is away. */
  public Set<String> alive() {
    return members.alive();
  }

  /** Whether the control plane answers this node. */
  public boolean inContact() {
    return members.inContact(millis());
  }

  private void beat() {
    if (able.getAsBoolean()) {
      renew()
          .timeout(LEASE.toMillis(), TimeUnit.MILLISECONDS)
          .onFailure(
              failure ->
                  LOG.atDebug()
                      .addKeyValue("node", node)
                      .addKeyValue("cause", failure.getMessage())
                      .log("cannot say that this proxy is alive"));
    }
  }

  private Future<ObjectNode> renew() {
    ObjectNode spec = LeaseRecord.spec(node, LEASE, clock.instant());
    ObjectNode patch = Json.object();
    patch.set("spec", spec);
    return client
        .patch(ResourceTypes.LEASES, lease, "", PatchType.MERGE, patch)
        .recover(
            failure ->
                ApiException.isNotFound(failure)
                    ? client.create(ResourceTypes.LEASES, LeaseRecord.object(lease, spec))
                    : Future.failedFuture(failure));
  }

  static long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
