package io.kubevert.client.component;

import io.kubevert.client.ControlPlane;
import io.kubevert.client.bus.BusControlPlane;
import io.kubevert.client.bus.BusOptions;
import io.kubevert.client.bus.ClusteredBus;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one component in this process until SIGTERM. */
public final class ComponentProcess {
  private static final Logger LOG = LoggerFactory.getLogger(ComponentProcess.class);
  private static final Duration PKI_WAIT = Duration.ofSeconds(120);
  private static final Duration START_LIMIT = Duration.ofSeconds(120);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final long LOOK_MILLIS = 100;

  private ComponentProcess() {}

  /** Where a process joins the bus, and what then runs in it. */
  public record Plan(BusOptions bus, Deployment deployment) {}

  /** What runs in a process. */
  @FunctionalInterface
  public interface Deployment {
    /** Completes when all of it runs. */
    Future<?> on(Vertx vertx) throws IOException;
  }

  /**
   * Waits for the component's credentials, joins the bus, deploys the component and returns; the
   * process lives on by its event loops. An exit code of 1 says that it could not start.
   *
   * @param component makes the component's verticle from its control plane
   * @return the exit code; 0 when the component runs
   */
  public static int start(
      String name, ComponentFlags flags, Function<ControlPlane, Deployable> component) {
    return start(
        name,
        () -> {
          awaitCredentials(flags.pki());
          String token = Files.readString(flags.tokenFile()).strip();
          return new Plan(
              flags.bus(),
              vertx -> vertx.deployVerticle(component.apply(new BusControlPlane(vertx, token))));
        });
  }

  /**
   * Prepares, joins the bus, deploys what is to run in this process and returns, as {@link
   * #start(String, ComponentFlags, Function)} does.
   *
   * @param preparation called first, on this thread; may take its time
   */
  public static int start(String name, Callable<Plan> preparation) {
    try {
      Plan plan = preparation.call();
      Vertx vertx =
          ClusteredBus.start(plan.bus(), new VertxOptions().setPreferNativeTransport(true))
              .await(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(name, vertx)));
      plan.deployment().on(vertx).await(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
      LOG.atInfo().addKeyValue("component", name).log("started");
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } catch (Exception e) {
      LOG.atError().addKeyValue("component", name).setCause(e).log("could not start");
      return 1;
    }
  }

  private static void awaitCredentials(Path pki) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PKI_WAIT.toNanos();
    while (!Files.exists(pki.resolve("token"))) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "no credentials in "
                + pki
                + " after "
                + PKI_WAIT.toSeconds()
                + " s: is the API server running, and does it write to the same directory?");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  private static void close(String name, Vertx vertx) {
    try {
      vertx.close().await(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
      LOG.atInfo().addKeyValue("component", name).log("stopped");
    } catch (Exception e) {
      LOG.atWarn().addKeyValue("component", name).setCause(e).log("did not stop in time");
    }
  }
}
