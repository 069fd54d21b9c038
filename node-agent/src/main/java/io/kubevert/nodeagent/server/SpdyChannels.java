package io.kubevert.nodeagent.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.nodeagent.spdy.SpdySession;
import io.kubevert.nodeagent.spdy.SpdyStream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** A session's streams over SPDY ({@code v4.channel.k8s.io}), each a stream of the connection's. */
final class SpdyChannels implements Channels {
  static final String VERSION = "v4.channel.k8s.io";

  private static final long LINGER_MILLIS = 5_000;

  private final Vertx vertx;
  private final Context context;
  private final SpdySession session;
  private final Map<String, SpdyStream> streams;
  private final WorkerExecutor threads;
  private Optional<Receiver> receiver = Optional.empty();
  private boolean gone;

  /**
   * @param streams by type: error, stdin, stdout, stderr, resize; belong to the present context
   */
  SpdyChannels(
      Vertx vertx, SpdySession session, Map<String, SpdyStream> streams, WorkerExecutor threads) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.session = session;
    this.streams = Map.copyOf(streams);
    this.threads = threads;
    streams.values().forEach(SpdyStream::pause);
  }

  /** The connection has ended. */
  void lost() {
    gone = true;
    receiver.ifPresent(Receiver::gone);
  }

  @Override
  public void receive(Receiver receives) {
    context.runOnContext(
        ignored -> {
          receiver = Optional.of(receives);
          if (gone) {
            receives.gone();
          }
          take("stdin", receives::input, receives::inputClosed);
          take("resize", bytes -> resize(bytes, receives), () -> {});
        });
  }

  private interface Taking {
    void take(byte[] bytes) throws IOException;
  }

  private interface Ending {
    void end() throws IOException;
  }

  private void take(String type, Taking taking, Ending ending) {
    SpdyStream stream = streams.get(type);
    if (stream == null) {
      return;
    }
    stream.handler(
        bytes ->
            threads
                .executeBlocking(
                    () -> {
                      taking.take(bytes.getBytes());
                      return null;
                    },
                    false)
                .onComplete(done -> stream.fetch(1)));
    stream.endHandler(
        ignored ->
            threads.executeBlocking(
                () -> {
                  ending.end();
                  return null;
                },
                false));
    stream.fetch(1);
  }

  private static void resize(byte[] bytes, Receiver receives) throws IOException {
    ObjectNode size = Json.parse(bytes);
    receives.resized(size.path("Width").asInt(), size.path("Height").asInt());
  }

  @Override
  public void send(int channel, byte[] bytes, int length) throws IOException, InterruptedException {
    SpdyStream stream = streams.get(channel == STDERR ? "stderr" : "stdout");
    if (stream == null) {
      return;
    }
    Buffer message = Buffer.buffer(length).appendBytes(bytes, 0, length);
    Promise<Void> written = Promise.promise();
    context.runOnContext(ignored -> stream.write(message).onComplete(written));
    ClientOutput.await(written.future());
  }

  @Override
  public Future<Void> end(SessionStatus status) {
    Promise<Void> ended = Promise.promise();
    context.runOnContext(ignored -> finish(status).onComplete(ended));
    return ended.future().otherwiseEmpty();
  }

  /** The client hangs up when it has read everything; one that does not is not waited for. */
  private Future<Void> finish(SessionStatus status) {
    for (String output : new String[] {"stdout", "stderr"}) {
      if (streams.containsKey(output)) {
        streams.get(output).end();
      }
    }
    SpdyStream error = streams.get("error");
    return error
        .write(Buffer.buffer(status.bytes()))
        .compose(ignored -> error.end())
        .compose(ignored -> session.leave())
        .onComplete(ignored -> vertx.setTimer(LINGER_MILLIS, timer -> session.close()));
  }
}
