package io.kubevert.benchmarks.api;

import io.kubevert.benchmarks.Spread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** The same request again and again, over several connections at one time. */
public final class Load {
  private final ApiServerProcess server;
  private final int connections;

  public Load(ApiServerProcess server, int connections) {
    this.server = server;
    this.connections = connections;
  }

  /** One request, told its number. */
  @FunctionalInterface
  public interface Request {
    TlsConnection.Answer send(TlsConnection connection, int number) throws IOException;
  }

  /**
   * What it came to.
   *
   * @param perSecond requests
   * @param millis how long each took
   */
  public record Result(double perSecond, Spread millis) {}

  /**
   * @param count how many requests in all
   * @param expected the code that every answer has to have
   */
  public Result run(int count, int expected, Request request) throws Exception {
    AtomicInteger next = new AtomicInteger();
    List<Callable<double[]>> workers = new ArrayList<>();
    List<TlsConnection> open = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      TlsConnection connection = server.connect();
      connection.get("/readyz");
      open.add(connection);
      workers.add(() -> work(connection, next, count, expected, request));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      long begin = System.nanoTime();
      List<Double> all = new ArrayList<>(count);
      for (Future<double[]> done : threads.invokeAll(workers)) {
        Arrays.stream(done.get()).forEach(all::add);
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      return new Result(count / seconds, new Spread(all));
    } finally {
      for (TlsConnection connection : open) {
        connection.close();
      }
    }
  }

  private static double[] work(
      TlsConnection connection, AtomicInteger next, int count, int expected, Request request)
      throws IOException {
    double[] millis = new double[count];
    int done = 0;
    for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
      long begin = System.nanoTime();
      TlsConnection.Answer answer = request.send(connection, number);
      millis[done++] = (System.nanoTime() - begin) / 1e6;
      if (answer.code() != expected) {
        throw new IOException("request " + number + " was answered " + answer.code());
      }
    }
    return Arrays.copyOf(millis, done);
  }
}
