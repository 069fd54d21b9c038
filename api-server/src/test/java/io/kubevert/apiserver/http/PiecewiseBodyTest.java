package io.kubevert.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class PiecewiseBodyTest {
  private static final long PATIENCE_SECONDS = 20;
  private static final int TASKS = 20;
  private static final List<String> PIECES =
      IntStream.range(0, 1_000).mapToObj(Integer::toString).toList();

  @Test
  void aClientThatReadsGetsEverything(Vertx vertx) throws Exception {
    Client client = new Client(vertx.getOrCreateContext());
    client.onContext(() -> client.reading = true);
    send(client);
    client.awaitEnd();
    assertThat(client.got).isEqualTo(PIECES);
  }

  @Test
  void aClientThatDoesNotReadIsWaitedFor(Vertx vertx) throws Exception {
    Client client = new Client(vertx.getOrCreateContext());
    send(client);
    for (int task = 0; task < TASKS; task++) {
      client.onContext(() -> {});
    }
    assertThat(client.got).hasSizeBetween(1, 2);
    client.onContext(client::read);
    client.awaitEnd();
    assertThat(client.got).isEqualTo(PIECES);
  }

  private static void send(Client client) throws Exception {
    PiecewiseBody body =
        new PiecewiseBody(client.context, client, PIECES.stream().map(Buffer::buffer).iterator());
    client.onContext(body::send);
  }

  /** Has room for one piece unless it reads, and says so as a connection does: in a later task. */
  private static final class Client implements WriteStream<Buffer> {
    private final Context context;
    private final List<String> got = new ArrayList<>();
    private final Promise<Void> end = Promise.promise();
    private Handler<Void> drained;
    private boolean reading;
    private boolean full;

    Client(Context context) {
      this.context = context;
    }

    private void onContext(Runnable action) throws Exception {
      Promise<Void> done = Promise.promise();
      context.runOnContext(
          _ -> {
            action.run();
            done.complete();
          });
      done.future().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void awaitEnd() throws Exception {
      end.future().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void read() {
      reading = true;
      full = false;
      drained.handle(null);
    }

    @Override
    public Future<Void> write(Buffer piece) {
      got.add(piece.toString());
      context.runOnContext(_ -> full = !reading);
      return Future.succeededFuture();
    }

    /** A second end fails. */
    @Override
    public Future<Void> end() {
      end.complete();
      return end.future();
    }

    @Override
    public boolean writeQueueFull() {
      return full;
    }

    @Override
    public WriteStream<Buffer> drainHandler(Handler<Void> handler) {
      drained = handler;
      return this;
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int size) {
      return this;
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
      return this;
    }
  }
}
