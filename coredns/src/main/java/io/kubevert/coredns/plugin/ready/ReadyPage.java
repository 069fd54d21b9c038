package io.kubevert.coredns.plugin.ready;

import io.kubevert.coredns.plugin.Readiness;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.function.Consumer;

/** Says whether every plugin can do its work; belongs to the event loop of its server. */
final class ReadyPage implements Consumer<HttpServerRequest> {
  private final Readiness readiness;
  private final boolean continuously;
  private boolean wasReady;

  /**
   * @param continuously whether plugins are asked again once all of them were ready
   */
  ReadyPage(Readiness readiness, boolean continuously) {
    this.readiness = readiness;
    this.continuously = continuously;
  }

  @Override
  public void accept(HttpServerRequest request) {
    if (readiness.isStopping()) {
      request.response().setStatusCode(503).end("Shutting down");
      return;
    }
    List<String> unready = wasReady && !continuously ? List.of() : readiness.unready();
    wasReady = unready.isEmpty();
    if (wasReady) {
      request.response().end("OK");
    } else {
      request.response().setStatusCode(503).end(String.join(",", unready));
    }
  }
}
