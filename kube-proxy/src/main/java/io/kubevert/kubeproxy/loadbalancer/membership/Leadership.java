package io.kubevert.kubeproxy.loadbalancer.membership;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.KubeClient;
import io.kubevert.client.informer.Change;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes at most one proxy of the cluster the leader, by compare-and-set on one lease. Belongs to
 * one context.
 *
 * <p>A leader that could not renew its lease stops being one after {@link #HELD}; others take the
 * lease when it was not renewed for {@link #LEASE}, which is longer.
 */
public final class Leadership {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
  private static final Duration RENEWAL = Duration.ofMillis(900);
  private static final Duration HELD = Duration.ofSeconds(2);
  private static final Duration LEASE = Duration.ofSeconds(3);

  private final KubeClient client;
  private final Clock clock;
  private final String node;
  private final Runnable taken;
  private Optional<LeaseRecord> current = Optional.empty();
  private long changedAt;
  private long renewedAt;
  private boolean leading;
  private boolean busy;
  private boolean stopped;

  /**
   * @param taken told when this proxy has become the leader
   */
  public Leadership(KubeClient client, Clock clock, String node, Runnable taken) {
    this.client = client;
    this.clock = clock;
    this.node = node;
    this.taken = taken;
  }

  /** The name of the lease that a leader holds. */
  public String lease() {
    return LeaseRecord.LEADER.name();
  }

  /** To be told of every change of the load balancer's leases. */
  public void leaseChanged(Change<LeaseRecord> change) {
    if (change.key().equals(LeaseRecord.LEADER)) {
      current = change.after();
      changedAt = Membership.millis();
    }
  }

  /** Whether this proxy, and no other, may give addresses now. */
  public boolean leads() {
    return leading && Membership.millis() - renewedAt <= HELD.toMillis();
  }

  /** Renews the lease, or takes one that nobody renews; to be called twice a second. */
  public void look() {
    long now = Membership.millis();
    boolean free =
        current.isEmpty() || current.get().holder().isEmpty() || now - changedAt > LEASE.toMillis();
    boolean ours = current.map(LeaseRecord::holder).filter(node::equals).isPresent();
    boolean due = !leads() || now - renewedAt >= RENEWAL.toMillis();
    if (stopped || busy || !due || !(free || ours)) {
      return;
    }
    busy = true;
    write(node)
        .timeout(HELD.toMillis(), TimeUnit.MILLISECONDS)
        .onComplete(
            written -> {
              busy = false;
              if (written.succeeded()) {
                renewed(now);
              } else {
                failed(written.cause());
              }
            });
  }

  /** Lets the lease go, for another proxy to take it at once. */
  public Future<Void> stop() {
    stopped = true;
    boolean ours = leads();
    leading = false;
    return ours
        ? write("")
            .timeout(HELD.toMillis(), TimeUnit.MILLISECONDS)
            .<Void>mapEmpty()
            .otherwiseEmpty()
        : Future.succeededFuture();
  }

  private void renewed(long began) {
    boolean news = !leads();
    leading = !stopped;
    renewedAt = began;
    if (news && leading) {
      LOG.atInfo().addKeyValue("node", node).log("gives load-balancer addresses");
      taken.run();
    }
  }

  private void failed(Throwable failure) {
    if (ApiException.isConflict(failure)) {
      leading = false;
    }
    LOG.atDebug()
        .addKeyValue("node", node)
        .addKeyValue("cause", failure.getMessage())
        .log("load balancer's lease not taken");
  }

  private Future<ObjectNode> write(String holder) {
    ObjectNode spec = LeaseRecord.spec(holder, LEASE, clock.instant());
    ObjectNode lease = LeaseRecord.object(LeaseRecord.LEADER, spec);
    if (current.isEmpty()) {
      spec.put("leaseTransitions", 0);
      return client.create(ResourceTypes.LEASES, lease);
    }
    LeaseRecord former = current.get();
    boolean change = !holder.isEmpty() && !former.holder().equals(holder);
    spec.put("leaseTransitions", former.transitions() + (change ? 1 : 0));
    lease.withObjectProperty("metadata").put("resourceVersion", former.resourceVersion());
    return client
        .update(ResourceTypes.LEASES, lease)
        .onSuccess(updated -> current = Optional.of(LeaseRecord.decode(updated)));
  }
}
