package io.kubevert.nodeagent.server;

import io.kubevert.nodeagent.lifecycle.ContainerState;
import io.kubevert.nodeagent.lifecycle.PodReconciler;
import io.kubevert.nodeagent.lifecycle.PodState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Serves what containers wrote. */
final class ContainerLogs {
  private static final long LOOK_MILLIS = 50;

  private final Vertx vertx;
  private final PodReconciler pods;

  ContainerLogs(Vertx vertx, PodReconciler pods) {
    this.vertx = vertx;
    this.pods = pods;
  }

  void serve(RoutingContext context) {
    HttpServerResponse response = context.response();
    String name = context.pathParam("container");
    LogOptions options;
    try {
      options = LogOptions.of(context.queryParams(), Instant.now());
    } catch (RuntimeException e) {
      response.setStatusCode(400).end("bad log options: " + e.getMessage() + "\n");
      return;
    }
    Optional<PodState> pod = pods.find(AgentServer.key(context));
    if (pod.isEmpty() || pod.get().description(name).isEmpty()) {
      response.setStatusCode(404).end("no such container on this node: " + name + "\n");
      return;
    }
    int attempt = pod.get().container(name).attempts() - (options.previous() ? 2 : 1);
    if (attempt < 0) {
      response.setStatusCode(400).end(absent(pod.get(), name, options) + "\n");
      return;
    }
    Path file = pods.directory(pod.get().uid()).log(name, attempt);
    response.putHeader("Content-Type", "text/plain").setChunked(true);
    new Serving(new LogLines(file, options), options, pod.get().uid(), name, attempt, response)
        .start();
  }

  private static String absent(PodState pod, String name, LogOptions options) {
    if (options.previous()) {
      return "previous terminated container \""
          + name
          + "\" in pod \""
          + pod.key().name()
          + "\" not found";
    }
    String reason =
        pod.container(name).phase() instanceof ContainerState.Phase.Waiting waiting
            ? waiting.reason()
            : "";
    return "container \""
        + name
        + "\" in pod \""
        + pod.key().name()
        + "\" is waiting to start: "
        + reason;
  }

  /** One answer. */
  private final class Serving {
    private final LogLines lines;
    private final LogOptions options;
    private final String uid;
    private final String container;
    private final int attempt;
    private final HttpServerResponse response;
    private boolean closed;

    Serving(
        LogLines lines,
        LogOptions options,
        String uid,
        String container,
        int attempt,
        HttpServerResponse response) {
      this.lines = lines;
      this.options = options;
      this.uid = uid;
      this.container = container;
      this.attempt = attempt;
      this.response = response;
      response.closeHandler(ignored -> closed = true);
    }

    void start() {
      boolean live = isLive();
      then(vertx.executeBlocking(lines::first, false), live);
    }

    /**
     * Sends what was read and goes on if there is, or may come, more.
     *
     * @param live whether the container still ran before this look
     */
    private void then(Future<byte[]> read, boolean live) {
      read.compose(this::write)
          .compose(ignored -> vertx.executeBlocking(lines::hasMore, false))
          .onSuccess(more -> goOn(more, live))
          .onFailure(failure -> response.reset());
    }

    private void goOn(boolean more, boolean live) {
      boolean ended = lines.isExhausted() || !more && !(live && options.follow());
      if (closed) {
        return;
      }
      if (ended) {
        response.end();
        return;
      }
      boolean liveNow = isLive();
      vertx.setTimer(
          more ? 1 : LOOK_MILLIS,
          timer -> then(vertx.executeBlocking(lines::next, false), liveNow));
    }

    private Future<Void> write(byte[] bytes) {
      return bytes.length == 0 || closed
          ? Future.succeededFuture()
          : response.write(Buffer.buffer(bytes));
    }

    private boolean isLive() {
      return pods.all().stream()
          .filter(pod -> pod.uid().equals(uid))
          .flatMap(pod -> pod.running().stream())
          .anyMatch(one -> one.name().equals(container) && one.attempt() == attempt);
    }
  }
}
