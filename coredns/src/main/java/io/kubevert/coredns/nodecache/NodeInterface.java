package io.kubevert.coredns.nodecache;

import io.kubevert.client.KubeClient;
import io.kubevert.client.process.Command;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps link, addresses and rules in the network namespace of the given Vert.x: made at the start,
 * looked at every period, made again when they are gone. Belongs to one context.
 */
public final class NodeInterface {
  private static final Logger LOG = LoggerFactory.getLogger(NodeInterface.class);

  private final Vertx vertx;
  private final NodeInterfaceOptions options;
  private final Claim claim;
  private final FallThrough fallThrough;
  private final Counter errors;
  private long timer = -1;
  private boolean looking;

  public NodeInterface(
      Vertx vertx, KubeClient client, NodeInterfaceOptions options, PrometheusRegistry registry) {
    this.vertx = vertx;
    this.options = options;
    this.claim = new Claim(vertx, options);
    this.fallThrough = new FallThrough(vertx, client, options);
    this.errors =
        Counter.builder()
            .name("coredns_nodecache_setup_errors_total")
            .help("The number of errors during periodic network setup for node-cache.")
            .labelNames("errortype")
            .register(registry);
    errors.initLabelValues("interface_check");
    errors.initLabelValues("iptables");
  }

  /** Makes the link; fails when the node does not allow it. */
  public Future<Void> start() {
    return setUpLink();
  }

  /** Has the packets come to the cache, which answers from now on; keeps everything in repair. */
  public Future<Void> claim() {
    return (options.setupRules() ? claim.make() : Future.<Void>succeededFuture())
        .onSuccess(
            done -> {
              timer = vertx.setPeriodic(0, options.period().toMillis(), tick -> look());
            });
  }

  /**
   * Stops looking, and gives the packets up. The link and the way to the cluster's DNS servers
   * stay.
   */
  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    return claim.release();
  }

  /** Removes link and rules from the network namespace of the given Vert.x, if they are there. */
  public static Future<Void> tearDown(Vertx vertx, NodeInterfaceOptions options) {
    return Command.of("ip", "link", "delete", options.link())
        .run(vertx)
        .compose(ignored -> Command.of("nft", "-f", "-").reading(NodeRules.remove()).succeed(vertx))
        .mapEmpty();
  }

  private void look() {
    if (looking) {
      return;
    }
    looking = true;
    repairLink().compose(done -> repairRules()).onComplete(done -> looking = false);
  }

  private Future<Void> repairLink() {
    if (!options.setupLink()) {
      return Future.succeededFuture();
    }
    return Command.of("ip", "-o", "address", "show", "dev", options.link())
        .run(vertx)
        .compose(
            shown -> {
              if (shown.exitCode() == 0 && hasAll(shown.output())) {
                return Future.succeededFuture();
              }
              LOG.atWarn().addKeyValue("link", options.link()).log("link gone, made again");
              return setUpLink();
            })
        .recover(failure -> failed("interface_check", failure));
  }

  private boolean hasAll(String shown) {
    Set<InetAddress> there = new HashSet<>();
    for (String word : shown.split("\\s+")) {
      if (word.contains(".") && word.contains("/") || word.contains(":") && word.contains("/")) {
        there.add(InetAddress.ofLiteral(word.substring(0, word.indexOf('/'))));
      }
    }
    return options.addresses().stream().map(InetAddress::ofLiteral).allMatch(there::contains);
  }

  private Future<Void> repairRules() {
    if (!options.setupRules()) {
      return Future.succeededFuture();
    }
    return repairClaim()
        .compose(done -> fallThrough.refresh())
        .recover(failure -> failed("iptables", failure));
  }

  private Future<Void> repairClaim() {
    if (claim.isInForce()) {
      return Future.succeededFuture();
    }
    LOG.atWarn().addKeyValue("link", options.link()).log("rules gone, made again");
    return claim.make();
  }

  private Future<Void> failed(String type, Throwable failure) {
    errors.labelValues(type).inc();
    LOG.atWarn()
        .addKeyValue("link", options.link())
        .addKeyValue("cause", failure.getMessage())
        .log("the node's set-up could not be repaired; tried again later");
    return Future.succeededFuture();
  }

  /**
   * Adding what is there already fails harmlessly; the addresses tell whether all went well. A
   * kernel without dummy links gets a bridge without ports, which does the same.
   */
  private Future<Void> setUpLink() {
    if (!options.setupLink()) {
      return Future.succeededFuture();
    }
    StringBuilder batch = new StringBuilder();
    batch.append("link add %s type dummy%n".formatted(options.link()));
    batch.append("link add %s type bridge%n".formatted(options.link()));
    for (String address : options.addresses()) {
      batch.append("address replace %s dev %s%n".formatted(withPrefix(address), options.link()));
    }
    batch.append("link set %s up%n".formatted(options.link()));
    return Command.of("ip", "-force", "-batch", "-")
        .reading(batch.toString())
        .run(vertx)
        .compose(
            made ->
                Command.of("ip", "-o", "address", "show", "dev", options.link())
                    .run(vertx)
                    .compose(
                        shown ->
                            hasAll(shown.output())
                                ? Future.succeededFuture()
                                : Future.failedFuture(
                                    new IllegalStateException(
                                        "the link "
                                            + options.link()
                                            + " could not be made (is this process allowed"
                                            + " NET_ADMIN?): "
                                            + made.output().strip()))));
  }

  private static String withPrefix(String address) {
    return address + (address.contains(":") ? "/128" : "/32");
  }
}
