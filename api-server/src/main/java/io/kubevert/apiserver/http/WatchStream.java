package io.kubevert.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.ServedVersion;
import io.kubevert.apiserver.storage.Entry;
import io.kubevert.apiserver.watch.Broadcaster;
import io.kubevert.apiserver.watch.Selection;
import io.kubevert.apiserver.watch.WatchLines;
import io.kubevert.apiserver.watch.WatchedEvent;
import io.kubevert.client.Json;
import io.kubevert.client.request.WatchEvent;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The stream of one watch. Lines that come together are written together. A client that reads too
 * slowly is cut off, never waited for: it lists again.
 */
final class WatchStream implements Broadcaster.Watcher {
  /** What waits for a slow client at most, besides what is being added. */
  private static final int WAITING_BYTES = 4 << 20;

  private static final int WRITE_BYTES = 64 << 10;

  private final Vertx vertx;
  private final WatchConnection connection;
  private final ServedVersion version;
  private final Selection selection;
  private final Transformation transformation;
  private final Deque<Buffer> waiting = new ArrayDeque<>();
  private final SharedChunks chunks;
  private final Runnable ended;
  private final List<Buffer> lines = new ArrayList<>();
  private int lineBytes;
  private int waitingBytes;
  private Runnable leave = () -> {};
  private long seen;
  private long timeoutTimer = -1;
  private long bookmarkTimer = -1;
  private Iterator<Entry> initial = Collections.emptyIterator();
  private Runnable afterInitial = () -> {};
  private boolean initialAwaited;
  private boolean closed;

  /**
   * @param ended told once, however the stream ends
   */
  WatchStream(
      Vertx vertx,
      WatchConnection connection,
      ServedVersion version,
      Selection selection,
      Transformation transformation,
      SharedChunks chunks,
      Runnable ended) {
    this.vertx = vertx;
    this.connection = connection;
    this.version = version;
    this.selection = selection;
    this.transformation = transformation;
    this.chunks = chunks;
    this.ended = ended;
    connection.onClose(this::close);
    connection.onDrain(this::drain);
  }

  /**
   * Sends what was there before the watch, as fast as the client reads it.
   *
   * @param then called when all of it is sent
   */
  void initial(Iterator<Entry> entries, Runnable then) {
    initial = entries;
    afterInitial = then;
    sendInitialSoon();
  }

  private void sendInitialSoon() {
    if (!initialAwaited) {
      initialAwaited = true;
      vertx.runOnContext(_ -> sendInitial());
    }
  }

  /** A connection says only in a later task that it is full; so each task writes a little. */
  private void sendInitial() {
    initialAwaited = false;
    int bytes = 0;
    while (initial.hasNext() && bytes < WRITE_BYTES && waiting.isEmpty() && !connection.isFull()) {
      byte[] object = initial.next().value();
      bytes += object.length;
      if (isPassedOn()) {
        send(WatchLines.line(WatchEvent.Type.ADDED, object));
      } else {
        send(WatchEvent.Type.ADDED, Json.parse(object));
      }
    }
    if (bytes >= WRITE_BYTES) {
      sendInitialSoon();
    } else if (!initial.hasNext() && !closed) {
      flush();
      Runnable then = afterInitial;
      afterInitial = () -> {};
      then.run();
    }
  }

  /** Sends an event, unless the watcher has seen it or may not see it. */
  @Override
  public void accept(WatchedEvent event) {
    if (closed || event.revision() <= seen) {
      return;
    }
    seen = event.revision();
    selection
        .see(event)
        .ifPresent(
            visible -> {
              switch (visible) {
                case Selection.Seen.Shared shared when isPassedOn() -> send(shared.line());
                case Selection.Seen.Shared shared -> send(shared.type(), shared.object());
                case Selection.Seen.Own own -> send(own.type(), own.object());
              }
            });
  }

  /**
   * Starts the timers of a stream whose initial events are sent.
   *
   * @param revision everything up to here is told
   */
  void live(long revision, WatchQuery query, Runnable whenClosed) {
    seen = Math.max(seen, revision);
    leave = whenClosed;
    if (closed) {
      leave.run();
      return;
    }
    timeoutTimer = vertx.setTimer(query.timeout().toMillis(), _ -> end());
    query
        .bookmarks()
        .ifPresent(
            period ->
                bookmarkTimer =
                    vertx.setPeriodic(
                        period.toMillis(),
                        _ -> {
                          send(WatchLines.bookmark(version.definition(), seen, false));
                          flush();
                        }));
  }

  /** Adds a line, which goes out with the next {@link #flush}. */
  void send(Buffer line) {
    if (!closed) {
      lines.add(line);
      lineBytes += line.length();
      if (lineBytes >= WRITE_BYTES) {
        flush();
      }
    }
  }

  @Override
  public void flush() {
    if (closed || lines.isEmpty()) {
      return;
    }
    Buffer chunk = chunks.of(lines);
    lines.clear();
    lineBytes = 0;
    if (waiting.isEmpty() && !connection.isFull()) {
      connection.write(chunk);
    } else if (waitingBytes < WAITING_BYTES) {
      waiting.add(chunk);
      waitingBytes += chunk.length();
    } else {
      close();
      connection.cut();
    }
  }

  /** Ends the stream as one that ran its time. */
  void end() {
    if (!closed) {
      flush();
    }
    if (!closed) {
      close();
      waiting.forEach(connection::write);
      connection.end();
    }
  }

  private void send(WatchEvent.Type type, ObjectNode object) {
    ObjectNode shown = transformation.object(version.definition(), version.show(object));
    send(WatchLines.line(type, Json.bytes(shown)));
  }

  /** Whether the watcher gets objects as they are stored. */
  private boolean isPassedOn() {
    return version.showsBytes() && transformation.isIdentity();
  }

  private void drain() {
    while (!waiting.isEmpty() && !connection.isFull()) {
      Buffer chunk = waiting.poll();
      waitingBytes -= chunk.length();
      connection.write(chunk);
    }
    sendInitialSoon();
  }

  private void close() {
    if (!closed) {
      closed = true;
      initial = Collections.emptyIterator();
      vertx.cancelTimer(timeoutTimer);
      vertx.cancelTimer(bookmarkTimer);
      leave.run();
      ended.run();
    }
  }
}
