package io.kubevert.kubeproxy.network;

import io.kubevert.netns.ScratchNamespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * New connections, 500 a second if the machine can, each of which must be answered. One whose first
 * packet is lost is tried again by the kernel after a second.
 */
public final class ConnectionStream implements AutoCloseable {
  private static final int PER_SECOND = 500;
  private static final int CLIENTS = 16;
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1) * CLIENTS / PER_SECOND;
  private static final int PATIENCE_MILLIS = 8_000;

  private final InetSocketAddress to;
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger answered = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> clients = new ArrayList<>();
  private final long begin = System.nanoTime();
  private long end;

  private ConnectionStream(InetSocketAddress to) {
    this.to = to;
  }

  /** A thread lives in the namespace of the one that starts it. */
  static ConnectionStream start(ScratchNamespace namespace, InetSocketAddress to) {
    ConnectionStream stream = new ConnectionStream(to);
    return namespace.call(
        () -> {
          for (int client = 0; client < CLIENTS; client++) {
            long offset = PERIOD_NANOS * client / CLIENTS;
            stream.clients.add(Thread.ofPlatform().start(() -> stream.run(offset)));
          }
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

  /** Ends the stream; every connection that was begun is waited for. */
  public void stop() {
    over.set(true);
    for (Thread client : clients) {
      try {
        client.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }
    end = System.nanoTime();
  }

  @Override
  public void close() {
    stop();
  }

  public int answered() {
    return answered.get();
  }

  /** How many were answered a second, until the stream was stopped. */
  public double perSecond() {
    return answered.get() * (double) TimeUnit.SECONDS.toNanos(1) / (end - begin);
  }

  /** What went wrong, once a connection. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  /** Whoever had to wait for an answer makes up for it. */
  private void run(long offset) {
    for (long due = begin + offset; !over.get(); due += PERIOD_NANOS) {
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      connect();
    }
  }

  private void connect() {
    try (Socket socket = new Socket()) {
      socket.connect(to, PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      if (socket.getInputStream().read() < 0) {
        failures.add("closed without an answer");
      } else {
        answered.incrementAndGet();
      }
    } catch (IOException e) {
      failures.add(e.toString());
    }
  }
}
