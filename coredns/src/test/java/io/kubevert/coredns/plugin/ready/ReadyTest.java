package io.kubevert.coredns.plugin.ready;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.Readiness;
import io.kubevert.coredns.testing.Eventually;
import io.kubevert.coredns.testing.PageClient;
import io.kubevert.coredns.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.junit5.VertxExtension;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Rcode;

/** What the page says of plugins that can work, cannot yet, and of a server that is to stop. */
@ExtendWith(VertxExtension.class)
class ReadyTest {
  private static final PageClient.Page OK = new PageClient.Page(200, "OK");

  @ParameterizedTest
  @CsvSource({"false, 200, OK", "true, 503, 'slow,slower'"})
  void aPluginThatWasReadyIsAskedAgainOnlyWhereThatIsWanted(
      boolean continuously, int status, String body, Vertx vertx) throws Exception {
    AtomicBoolean able = new AtomicBoolean();
    Readiness readiness = new Readiness();
    readiness.add("slow", plugin(able));
    readiness.add("slower", plugin(able));
    readiness.add("slow", plugin(able));
    readiness.add("quick", plugin(new AtomicBoolean(true)));
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(new ReadyPage(readiness, continuously)::accept)
            .listen(0, "127.0.0.1")
            .await(30, TimeUnit.SECONDS);
    assertThat(page(server)).isEqualTo(new PageClient.Page(503, "slow,slower"));
    able.set(true);
    assertThat(page(server)).isEqualTo(OK);
    able.set(false);
    assertThat(page(server)).isEqualTo(new PageClient.Page(status, body));
    server.close().await(30, TimeUnit.SECONDS);
  }

  private static Plugin plugin(AtomicBoolean able) {
    return new Plugin() {
      @Override
      public boolean ready() {
        return able.get();
      }
    };
  }

  private static PageClient.Page page(HttpServer server) throws Exception {
    return PageClient.get(server.actualPort(), "/ready");
  }

  @Test
  void aServerThatIsToStopStillAnswersAndSaysThatItIsAlive(Vertx vertx) throws Exception {
    String corefile =
        """
        .:0 {
            health 127.0.0.1:0 {
                lameduck 5s
            }
            ready 127.0.0.1:0 {
                monitor continuously
            }
            kubernetes cluster.local
            whoami
        }
        """;
    TestServer server = TestServer.start(vertx, corefile, new FakeControlPlane());
    int port = server.verticle().pagePort("127.0.0.1", 0);
    assertThat(PageClient.get(port, "/ready")).isEqualTo(OK);
    assertThat(PageClient.get(port, "/other").status()).isEqualTo(404);
    Thread stop = Thread.ofVirtual().start(server::close);
    Eventually.holds(vertx, () -> PageClient.get(port, "/ready").status() == 503);
    assertThat(PageClient.get(port, "/ready").body()).isEqualTo("Shutting down");
    assertThat(PageClient.get(port, "/health")).isEqualTo(OK);
    assertThat(server.ask("www.example.org.", "A").getRcode()).isEqualTo(Rcode.NOERROR);
    stop.join();
  }
}
