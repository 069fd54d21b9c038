package io.kubevert.walkthrough;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** HTTP requests at a steady rate, each on a new connection, until closed. */
final class RequestStream implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int WORKERS = 16;

  private final InetSocketAddress address;
  private final ScheduledExecutorService workers = new ScheduledThreadPoolExecutor(WORKERS);
  private final AtomicInteger sent = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

  RequestStream(String host, int port, int perSecond) {
    address = new InetSocketAddress(host, port);
    long period = Duration.ofSeconds(WORKERS).toNanos() / perSecond;
    for (int worker = 0; worker < WORKERS; worker++) {
      workers.scheduleAtFixedRate(
          this::request, period * worker / WORKERS, period, TimeUnit.NANOSECONDS);
    }
  }

  int sent() {
    return sent.get();
  }

  /** What went wrong so far. */
  List<String> failures() {
    return new ArrayList<>(failures);
  }

  @Override
  public void close() {
    workers.shutdown();
    try {
      if (!workers.awaitTermination(2L * TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)) {
        failures.add("requests were still under way");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failures.add("interrupted");
    } finally {
      workers.shutdownNow();
    }
  }

  private void request() {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(address, TIMEOUT_MILLIS);
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: service\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (!answer.startsWith("HTTP/1.1 200 ")) {
        failures.add(answer.isEmpty() ? "closed without an answer" : answer);
      }
    } catch (IOException e) {
      failures.add(e.toString());
    }
    sent.incrementAndGet();
  }
}
