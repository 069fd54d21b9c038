package io.kubevert.coredns.plugin.cache;

import static io.kubevert.coredns.plugin.cache.CacheClient.ask;
import static io.kubevert.coredns.plugin.cache.CacheClient.good;
import static io.kubevert.coredns.plugin.cache.CacheClient.ttl;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.plugin.Handler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.xbill.DNS.Rcode;

/** What becomes of an answer shortly before its end, and behind it. */
@ExtendWith(VertxExtension.class)
class CacheEndTest {
  private final CacheClient client = new CacheClient();

  @Test
  void anAnswerPastItsEndIsBetterThanNone(Vertx vertx) {
    Handler cache = client.cache(vertx, "cache {\n serve_stale 1h\n}");
    ask(cache);
    client.pass(120);
    client.upstream(() -> Future.succeededFuture(Answer.serverFailure("test")));
    assertThat(ttl(ask(cache))).isEqualTo(30);
    assertThat(ttl(ask(cache))).isEqualTo(30);
    client.pass(3600);
    assertThat(ask(cache).rcode()).isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void verifyingAsksFirst(Vertx vertx) {
    Handler cache = client.cache(vertx, "cache {\n serve_stale 1h verify\n}");
    ask(cache);
    client.pass(120);
    client.upstream(() -> good("www.example.org. 50 IN A 192.0.2.2"));
    assertThat(ttl(ask(cache))).isEqualTo(50);
    client.pass(120);
    client.upstream(() -> Future.failedFuture("gone"));
    assertThat(ttl(ask(cache))).isEqualTo(30);
  }

  @Test
  void aPopularAnswerIsRenewedBeforeItsEnd(Vertx vertx) {
    Handler cache = client.cache(vertx, "cache {\n prefetch 3 1m 10%\n}");
    ask(cache);
    client.pass(50);
    ask(cache);
    ask(cache);
    ask(cache);
    assertThat(client.asked()).isEqualTo(1);
    client.pass(5);
    ask(cache);
    assertThat(client.asked()).isEqualTo(2);
    assertThat(ttl(ask(cache))).isEqualTo(60);
  }

  @Test
  void theTimeToLiveIsKeptWhereThatIsWanted(Vertx vertx) {
    Handler cache = client.cache(vertx, "cache {\n keepttl\n}");
    ask(cache);
    client.pass(30);
    assertThat(ttl(ask(cache))).isEqualTo(60);
    assertThat(client.asked()).isEqualTo(1);
  }
}
