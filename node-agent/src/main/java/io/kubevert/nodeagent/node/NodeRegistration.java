package io.kubevert.nodeagent.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.KubeClient;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.PatchType;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.nodeagent.NodeAgentConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the Node object and its lease: there, true and fresh. Belongs to one context.
 *
 * <p>The lease says every two seconds that the agent lives; the status is written when it changes,
 * and every minute.
 */
public final class NodeRegistration {
  private static final Logger LOG = LoggerFactory.getLogger(NodeRegistration.class);
  private static final long BEAT_MILLIS = 2_000;
  private static final int LEASE_SECONDS = 40;
  private static final long STATUS_SECONDS = 60;
  private static final long RETRY_MILLIS = 200;

  private final Vertx vertx;
  private final KubeClient client;
  private final NodeAgentConfig config;
  private final Clock clock;
  private final Supplier<String> problem;
  private final ObjectKey node;
  private final ObjectKey lease;
  private NodeObject object;
  private int port;
  private boolean registered;
  private boolean busy;
  private boolean stopped;
  private String written = "";
  private Instant writtenAt = Instant.EPOCH;
  private Instant since = Instant.EPOCH;

  /**
   * @param problem why the node is not ready; empty when it is
   */
  public NodeRegistration(
      Vertx vertx,
      KubeClient client,
      NodeAgentConfig config,
      Clock clock,
      Supplier<String> problem) {
    this.vertx = vertx;
    this.client = client;
    this.config = config;
    this.clock = clock;
    this.problem = problem;
    this.node = ObjectKey.ofName(config.nodeName());
    this.lease = new ObjectKey("kube-node-lease", config.nodeName());
  }

  /**
   * Starts to register, for as long as it takes, and to beat.
   *
   * @param servedPort where the agent's API is
   */
  public Future<Void> start(int servedPort) {
    port = servedPort;
    return vertx
        .executeBlocking(Machine::read, false)
        .map(
            machine -> {
              object = new NodeObject(config, machine);
              beat();
              return null;
            });
  }

  public void stop() {
    stopped = true;
  }

  /** Writes the status now if it is another than the last one. */
  public void check() {
    if (registered && !busy && !problem.get().equals(written)) {
      write().onFailure(this::failed);
    }
  }

  /** The node is gone from the API: it is to be registered again. */
  public void lost() {
    registered = false;
  }

  private void beat() {
    if (stopped) {
      return;
    }
    busy = true;
    Future<Void> ready = registered ? Future.succeededFuture() : register();
    ready
        .compose(ignored -> renew())
        .compose(ignored -> isStale() ? write() : Future.succeededFuture())
        .onComplete(
            done -> {
              busy = false;
              if (done.failed()) {
                failed(done.cause());
              }
              vertx.setTimer(registered ? BEAT_MILLIS : RETRY_MILLIS, timer -> beat());
            });
  }

  private void failed(Throwable failure) {
    if (ApiException.isNotFound(failure)) {
      registered = false;
    }
    LOG.atWarn()
        .addKeyValue("node", config.nodeName())
        .addKeyValue("cause", failure.getMessage())
        .log("cannot tell the API server about this node; trying again");
  }

  private boolean isStale() {
    return !problem.get().equals(written)
        || writtenAt.plusSeconds(STATUS_SECONDS).isBefore(clock.instant());
  }

  private Future<Void> register() {
    return client
        .create(ResourceTypes.NODES, object.whole())
        .recover(
            failure ->
                ApiException.isConflict(failure)
                    ? client.patch(
                        ResourceTypes.NODES, node, "", PatchType.MERGE, object.labelsPatch())
                    : Future.failedFuture(failure))
        .compose(ignored -> write())
        .onSuccess(ignored -> registered = true);
  }

  private Future<Void> write() {
    String now = problem.get();
    if (!now.equals(written) || writtenAt.equals(Instant.EPOCH)) {
      since = clock.instant();
    }
    ObjectNode patch = object.statusPatch(now, since, port, clock.instant());
    return client
        .patch(ResourceTypes.NODES, node, "status", PatchType.MERGE, patch)
        .map(
            ignored -> {
              written = now;
              writtenAt = clock.instant();
              return null;
            });
  }

  private Future<Void> renew() {
    ObjectNode spec = Json.object();
    spec.put("holderIdentity", config.nodeName()).put("leaseDurationSeconds", LEASE_SECONDS);
    spec.put("renewTime", clock.instant().truncatedTo(ChronoUnit.MICROS).toString());
    ObjectNode patch = Json.object();
    patch.set("spec", spec);
    return client
        .patch(ResourceTypes.LEASES, lease, "", PatchType.MERGE, patch)
        .recover(
            failure ->
                ApiException.isNotFound(failure) ? create(spec) : Future.failedFuture(failure))
        .mapEmpty();
  }

  private Future<ObjectNode> create(ObjectNode spec) {
    ObjectNode whole = Json.object();
    whole.putObject("metadata").put("namespace", lease.namespace()).put("name", lease.name());
    whole.set("spec", spec);
    return client.create(ResourceTypes.LEASES, whole);
  }
}
