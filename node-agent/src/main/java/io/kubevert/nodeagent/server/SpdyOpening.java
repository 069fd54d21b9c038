package io.kubevert.nodeagent.server;

import io.kubevert.nodeagent.spdy.SpdySession;
import io.kubevert.nodeagent.spdy.SpdyStream;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Waits until a client has opened every stream of a session. */
final class SpdyOpening {
  private static final long LIMIT_MILLIS = 30_000;

  private final Vertx vertx;
  private final SpdySession session;
  private final Set<String> expected;
  private final WorkerExecutor threads;
  private final Map<String, SpdyStream> streams = new HashMap<>();
  private Optional<SpdyChannels> channels = Optional.empty();

  /**
   * @param expected the types of the streams
   */
  SpdyOpening(Vertx vertx, SpdySession session, Set<String> expected, WorkerExecutor threads) {
    this.vertx = vertx;
    this.session = session;
    this.expected = expected;
    this.threads = threads;
  }

  void start(Consumer<Channels> complete) {
    long timer = vertx.setTimer(LIMIT_MILLIS, ignored -> giveUp());
    session.start(
        stream -> {
          String type = stream.header("streamtype");
          if (!expected.contains(type) || streams.putIfAbsent(type, stream) != null) {
            stream.reset();
            return;
          }
          stream.accept();
          if (streams.size() == expected.size()) {
            vertx.cancelTimer(timer);
            SpdyChannels all = new SpdyChannels(vertx, session, streams, threads);
            channels = Optional.of(all);
            complete.accept(all);
          }
        },
        () -> channels.ifPresent(SpdyChannels::lost));
  }

  private void giveUp() {
    if (channels.isEmpty()) {
      session.close();
    }
  }
}
