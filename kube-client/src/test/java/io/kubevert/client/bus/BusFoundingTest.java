package io.kubevert.client.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.fake.FreePort;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A component that starts before the API server finds no bus and founds one; so does the API
 * server. The two must become one.
 */
class BusFoundingTest {
  private static final String ADDRESS = "founding";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Vertx component;
  private Vertx server;

  @BeforeEach
  void startTheComponentFirst() throws Exception {
    int port = FreePort.next();
    component = start(FreePort.next(), List.of("127.0.0.1:" + port));
    server = start(port, List.of());
  }

  @AfterEach
  void stop() throws Exception {
    component.close().await(20, TimeUnit.SECONDS);
    server.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void twoBusesBecomeOne() throws Exception {
    server
        .eventBus()
        .<String>consumer(ADDRESS, message -> message.reply("from the server"))
        .completion()
        .await(20, TimeUnit.SECONDS);
    component
        .eventBus()
        .<String>consumer(ADDRESS + ".component", message -> message.reply("from the component"))
        .completion()
        .await(20, TimeUnit.SECONDS);
    assertThat(ask(component, ADDRESS)).isEqualTo("from the server");
    assertThat(ask(server, ADDRESS + ".component")).isEqualTo("from the component");
  }

  /** Asks until there is an answer; each refusal comes at once. */
  private static String ask(Vertx member, String address) throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        return member.eventBus().<String>request(address, "").await(20, TimeUnit.SECONDS).body();
      } catch (Exception e) {
        if (System.nanoTime() > deadline) {
          throw new ExecutionException("no answer from " + address, e);
        }
        member.timer(100, TimeUnit.MILLISECONDS).await(20, TimeUnit.SECONDS);
      }
    }
  }

  private static Vertx start(int port, List<String> members) throws Exception {
    return ClusteredBus.start(
            new BusOptions("127.0.0.1", port, 0, members, Optional.empty()), new VertxOptions())
        .await(60, TimeUnit.SECONDS);
  }
}
