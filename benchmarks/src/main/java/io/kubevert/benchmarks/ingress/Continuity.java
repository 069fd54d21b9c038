package io.kubevert.benchmarks.ingress;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What clients notice of changes: the pods of a Service replaced, and a thousand other changes. */
final class Continuity {
  private static final int PODS = 3;
  private static final int REPLACED = 30;
  private static final int CHANGES = 1_000;
  private static final int SOCKETS = 1_000;
  private static final long SETTLED_MILLIS = 200;
  private static final long BETWEEN_MILLIS = 5;

  private final Vertx vertx;
  private final Workspace workspace;
  private final Proxy kubevert;
  private final int perSecond;

  /**
   * @param changes how many pods were replaced, or other changes made
   * @param sockets how many WebSockets were open, and how many answer at the end
   */
  record Report(int changes, SteadyLoad.Outcome requests, int sockets, int alive) {}

  Continuity(Vertx vertx, Workspace workspace, Proxy kubevert, int perSecond) {
    this.vertx = vertx;
    this.workspace = workspace;
    this.kubevert = kubevert;
    this.perSecond = perSecond;
  }

  /** The requests alone, until Kubevert's code is compiled. */
  void warmUp(Proxies proxies, int most) throws Exception {
    Pods pods = begin();
    proxies.warmUp(kubevert, this::requestsFor, most);
    pods.close();
  }

  private Measurement requestsFor(Proxy proxy, int seconds) throws Exception {
    SteadyLoad load = new SteadyLoad(vertx, proxy, Ports.LIVE_HOST, perSecond);
    load.start();
    TimeUnit.SECONDS.sleep(seconds);
    SteadyLoad.Outcome outcome = load.stop();
    return Measurement.of(
        outcome.perSecond(),
        outcome.millis().median(),
        outcome.millis().percentile(99),
        outcome.millis().percentile(99.9),
        outcome.failures().size());
  }

  /** Every pod is replaced again and again, one after the other. */
  Report rollingUpdate() throws Exception {
    Pods pods = begin();
    SteadyLoad load = new SteadyLoad(vertx, kubevert, Ports.LIVE_HOST, perSecond);
    load.start();
    for (int i = 0; i < REPLACED; i++) {
      pods.add();
      pods.endOldest(SETTLED_MILLIS);
    }
    SteadyLoad.Outcome requests = load.stop();
    pods.close();
    return new Report(REPLACED, requests, 0, 0);
  }

  /** Routes, certificates and endpoints change in turn. */
  Report changes() throws Exception {
    Pods pods = begin();
    OpenSockets sockets = new OpenSockets(vertx, kubevert, SOCKETS);
    SteadyLoad load = new SteadyLoad(vertx, kubevert, Ports.LIVE_HOST, perSecond);
    load.start();
    for (int i = 0; i < CHANGES; i++) {
      switch (i % 3) {
        case 0 -> Proxies.command(kubevert, "route-of-many " + i);
        case 1 -> certificate(i % 2 == 0 ? "one" : "other");
        default -> Proxies.command(kubevert, "idle-endpoint " + (i % 2 == 0));
      }
      TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
    }
    SteadyLoad.Outcome requests = load.stop();
    Report report = new Report(CHANGES, requests, SOCKETS, sockets.alive());
    sockets.close();
    pods.close();
    return report;
  }

  private Pods begin() throws Exception {
    for (String name : List.of("one", "other")) {
      workspace.certificate(name, Ports.LIVE_HOST);
    }
    certificate("one");
    Pods pods = new Pods(vertx, kubevert, PODS);
    Proxies.command(kubevert, "live");
    TimeUnit.MILLISECONDS.sleep(SETTLED_MILLIS);
    return pods;
  }

  private void certificate(String name) throws Exception {
    Proxies.command(
        kubevert,
        "certificate " + workspace.file(name + ".pem") + " " + workspace.file(name + ".key"));
  }
}
