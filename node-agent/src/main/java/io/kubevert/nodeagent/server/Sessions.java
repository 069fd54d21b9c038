package io.kubevert.nodeagent.server;

import io.kubevert.nodeagent.container.ContainerRuntime;
import io.kubevert.nodeagent.container.RunningContainer;
import io.kubevert.nodeagent.lifecycle.PodReconciler;
import io.kubevert.nodeagent.lifecycle.PodState;
import io.kubevert.nodeagent.spdy.SpdyUpgrade;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens sessions with containers: new programs in them, and their own first program. */
final class Sessions {
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

  private final PodReconciler pods;
  private final ContainerRuntime runtime;
  private final WorkerExecutor threads;

  private record Found(PodState pod, RunningContainer container) {}

  Sessions(PodReconciler pods, ContainerRuntime runtime, WorkerExecutor threads) {
    this.pods = pods;
    this.runtime = runtime;
    this.threads = threads;
  }

  /** Runs a program in a container. */
  void exec(RoutingContext context) {
    List<String> program = context.queryParams().getAll("command");
    if (program.isEmpty()) {
      context.response().setStatusCode(400).end("you must specify at least 1 command\n");
      return;
    }
    StreamOptions options = StreamOptions.of(context.queryParams());
    open(
        context,
        (found, channels) -> {
          if (options.tty()) {
            new TerminalExec(channels, threads)
                .start(() -> runtime.terminalProgram(found.container, bundle(found), program));
          } else {
            List<String> words = runtime.execWords(found.container, program);
            new PlainExec(channels, threads, options).start(words);
          }
        });
  }

  /** Connects to a container's first program. */
  void attach(RoutingContext context) {
    StreamOptions options = StreamOptions.of(context.queryParams());
    open(
        context,
        (found, channels) ->
            new Attachment(channels, threads, options, found.container.terminal())
                .start(bundle(found)));
  }

  private Path bundle(Found found) {
    return pods.directory(found.pod.uid())
        .bundle(found.container.name(), found.container.attempt());
  }

  private interface Opened {
    void with(Found found, Channels channels);
  }

  private void open(RoutingContext context, Opened opened) {
    Optional<Found> found = find(context);
    if (found.isEmpty()) {
      String name = context.pathParam("container");
      context.response().setStatusCode(404).end("container \"" + name + "\" does not run here\n");
      return;
    }
    if (SpdyUpgrade.isAskedBy(context.request())) {
      openSpdy(context, found.get(), opened);
    } else {
      context
          .request()
          .toWebSocket()
          .onSuccess(socket -> opened.with(found.get(), new WebSocketChannels(socket, threads)))
          .onFailure(
              failure ->
                  context.response().setStatusCode(400).end("a WebSocket or SPDY is needed\n"));
    }
  }

  private void openSpdy(RoutingContext context, Found found, Opened opened) {
    Set<String> expected = StreamOptions.of(context.queryParams()).spdyStreams();
    SpdyUpgrade.accept(context.request(), SpdyChannels.VERSION)
        .onSuccess(
            session ->
                new SpdyOpening(context.vertx(), session, expected, threads)
                    .start(channels -> opened.with(found, channels)))
        .onFailure(failure -> LOG.atDebug().setCause(failure).log("no SPDY session"));
  }

  private Optional<Found> find(RoutingContext context) {
    String name = context.pathParam("container");
    return pods.find(AgentServer.key(context))
        .flatMap(pod -> pod.container(name).container().map(one -> new Found(pod, one)));
  }
}
