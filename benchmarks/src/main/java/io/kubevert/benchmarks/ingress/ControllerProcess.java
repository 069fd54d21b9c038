package io.kubevert.benchmarks.ingress;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.ingress.IngressConfig;
import io.kubevert.ingress.IngressController;
import io.kubevert.ingress.accesslog.AccessLog;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Kubevert's ingress controller in a process of its own, as the component runs, but with objects
 * from memory: what is measured is the proxy, not a cluster. It writes no line for each request, as
 * the others do not.
 *
 * <p>Its arguments are the ports for HTTP, TLS and status. It says {@code ready} on standard
 * output, then takes a command a line on standard input: {@code fill N} makes N Ingresses more,
 * {@code route HOST PATH} changes one, {@code refuse FAULT} asks about one that must not be stored;
 * it answers {@code done}. To {@code compilation} it answers, too, how many milliseconds its code
 * took to compile so far.
 */
final class ControllerProcess {
  private static final PrintStream OUT = System.out;
  private static final long START_SECONDS = 30;

  private final FakeControlPlane cluster = new FakeControlPlane();

  private ControllerProcess() {}

  public static void main(String[] ports) throws Exception {
    new ControllerProcess()
        .run(Integer.parseInt(ports[0]), Integer.parseInt(ports[1]), Integer.parseInt(ports[2]));
  }

  private void run(int http, int https, int status) throws Exception {
    new IngressObjects(cluster).putRoutes();
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    IngressConfig config =
        IngressConfig.forNode("bench")
            .listeningOn("127.0.0.1", http, https, status)
            .with(AccessLog.Output.OFF);
    vertx
        .deployVerticle(new IngressController(config, cluster))
        .await(START_SECONDS, TimeUnit.SECONDS);
    OUT.println("ready");
    obey();
    System.exit(0);
  }

  private static void refuse(IngressObjects objects, String fault) throws Exception {
    if (objects.refusal(fault).await(START_SECONDS, TimeUnit.SECONDS).isEmpty()) {
      throw new IOException("an Ingress with a bad " + fault + " was not refused");
    }
  }

  private void obey() throws Exception {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    IngressObjects objects = new IngressObjects(cluster);
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ");
      String answer = "";
      switch (words[0]) {
        case "compilation" ->
            answer = " " + ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
        case "fill" -> objects.fill(Integer.parseInt(words[1]));
        case "refuse" -> refuse(objects, words[1]);
        case "live" -> objects.putLive();
        case "endpoints" -> objects.putEndpoints(List.of(words).subList(1, words.length));
        case "idle-endpoint" -> objects.putIdleEndpoint(Boolean.parseBoolean(words[1]));
        case "certificate" -> objects.putCertificate(Path.of(words[1]), Path.of(words[2]));
        case "route-of-many" -> objects.putRouteOfMany(Integer.parseInt(words[1]));
        case "route" -> objects.putRoute(words[1], words[2]);
        default -> throw new IOException("unknown command " + line);
      }
      OUT.println("done" + answer);
    }
  }
}
