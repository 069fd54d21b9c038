package io.kubevert.kubeproxy.network;

import io.kubevert.netns.ScratchNamespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * 500 new connections a second, to several destinations in turn, whether or not those before were
 * answered; each must be. One whose first packet is lost is tried again by the kernel after a
 * second.
 */
public final class ConnectionStream implements AutoCloseable {
  private static final int PER_SECOND = 500;
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(8);

  private final List<InetSocketAddress> destinations;
  private final AtomicInteger answered = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final ByteBuffer answer = ByteBuffer.allocate(64);
  private final Selector selector;
  private final Thread client;
  private final long begin = System.nanoTime();
  private volatile long end = Long.MAX_VALUE;
  private int begun;

  /** A connection that is not answered yet, and until when it must be. */
  private record Waiting(InetSocketAddress to, long deadline) {}

  private ConnectionStream(List<InetSocketAddress> destinations) throws IOException {
    this.destinations = List.copyOf(destinations);
    this.selector = Selector.open();
    this.client = Thread.ofPlatform().name("connection-stream").unstarted(this::run);
  }

  /** A thread lives in the namespace of the one that starts it. */
  static ConnectionStream start(ScratchNamespace namespace, List<InetSocketAddress> to) {
    return namespace.call(
        () -> {
          ConnectionStream stream = new ConnectionStream(to);
          stream.client.start();
          return stream;
        });
  }

  /** Waits until so many more connections were answered. */
  public void awaitMore(int connections) {
    int enough = answered.get() + connections;
    while (answered.get() < enough && failures.isEmpty()) {
      LockSupport.parkNanos(PERIOD_NANOS);
    }
  }

  /** Ends the stream; every connection that was due is waited for. */
  public void stop() {
    if (end == Long.MAX_VALUE) {
      end = System.nanoTime();
    }
    try {
      client.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    stop();
  }

  public int answered() {
    return answered.get();
  }

  /** How many were begun a second, once the stream is stopped. */
  public double perSecond() {
    return begun * (double) TimeUnit.SECONDS.toNanos(1) / (end - begin);
  }

  /** What went wrong, once a connection. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  private void run() {
    try (selector) {
      while (connectThoseDue() || !selector.keys().isEmpty()) {
        selector.select(this::progress, 1);
        giveUp();
      }
    } catch (IOException e) {
      failures.add("the stream broke: " + e);
    }
  }

  /** Begins what is due by now; false when nothing will be any more. */
  private boolean connectThoseDue() throws IOException {
    long now = System.nanoTime();
    while (dueAt(begun) <= Math.min(now, end)) {
      connect(destinations.get(begun % destinations.size()), now);
      begun++;
    }
    return dueAt(begun) <= end;
  }

  private long dueAt(int number) {
    return begin + number * PERIOD_NANOS;
  }

  private void connect(InetSocketAddress to, long now) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    try {
      channel.connect(to);
      channel.register(selector, SelectionKey.OP_CONNECT, new Waiting(to, now + PATIENCE_NANOS));
    } catch (IOException e) {
      channel.close();
      failures.add(to + ": " + e);
    }
  }

  private void progress(SelectionKey key) {
    SocketChannel channel = (SocketChannel) key.channel();
    try {
      if (key.isConnectable()) {
        channel.finishConnect();
        key.interestOps(SelectionKey.OP_READ);
      } else if (channel.read(answer.clear()) > 0) {
        answered.incrementAndGet();
        channel.close();
      } else {
        fail(key, "closed without an answer");
      }
    } catch (IOException e) {
      fail(key, e.toString());
    }
  }

  private void giveUp() {
    long now = System.nanoTime();
    for (SelectionKey key : List.copyOf(selector.keys())) {
      if (key.isValid() && now > ((Waiting) key.attachment()).deadline()) {
        fail(key, "no answer");
      }
    }
  }

  private void fail(SelectionKey key, String why) {
    failures.add(((Waiting) key.attachment()).to() + ": " + why);
    try {
      key.channel().close();
    } catch (IOException e) {
      failures.add("could not be closed: " + e);
    }
  }
}
