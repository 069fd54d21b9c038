package io.kubevert.coredns.plugin.cache;

import static io.kubevert.coredns.plugin.cache.CacheClient.ask;
import static io.kubevert.coredns.plugin.cache.CacheClient.denial;
import static io.kubevert.coredns.plugin.cache.CacheClient.good;
import static io.kubevert.coredns.plugin.cache.CacheClient.question;
import static io.kubevert.coredns.plugin.cache.CacheClient.ttl;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Handler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** What is kept, and for how long. */
@ExtendWith(VertxExtension.class)
class CacheTest {
  private static final String SOA =
      "example.org. 60 IN SOA ns.example.org. root.example.org. 1 2 3 4 20";

  private final CacheClient client = new CacheClient();

  @Test
  void anAnswerIsKeptForItsTimeToLiveAndNoLonger(Vertx vertx) {
    Handler cache = client.cache(vertx, "cache");
    assertThat(ttl(ask(cache))).isEqualTo(60);
    client.pass(59);
    assertThat(ttl(ask(cache))).isEqualTo(1);
    assertThat(client.asked()).isEqualTo(1);
    client.pass(1);
    assertThat(ttl(ask(cache))).isEqualTo(60);
    assertThat(client.asked()).isEqualTo(2);
  }

  /** Lines of a directive are apart by semicolons. */
  @ParameterizedTest
  @CsvSource({
    "cache, 100000, 3600, 1800",
    "cache, 1, 5, 5",
    "cache 30, 60, 30, 30",
    "cache 30, 20, 20, 20",
    "cache 3, 60, 3, 3",
    "cache {;success 5000 90 10;}, 100, 90, 100",
    "cache {;success 5000 90 10;}, 1, 10, 5",
    "cache {;denial 5000 50 20;}, 100, 100, 50",
    "cache 60 {;denial 5000 50 20;}, 1, 5, 20",
  })
  void timesToLiveAreKeptWithinTheLimits(
      String directive, int given, int kept, int denialKept, Vertx vertx) {
    Handler cache = client.cache(vertx, directive.replace(';', '\n'));
    client.upstream(() -> good("www.example.org. " + given + " IN A 192.0.2.1"));
    assertKept(cache, kept);
    String soa = "example.org. " + given + " IN SOA ns.example.org. root.example.org. 1 2 3 4 ";
    client.upstream(() -> denial(Rcode.NXDOMAIN, soa + given));
    assertKept(cache, denialKept);
  }

  /** Asks, asks again just before the answer ends and just then, until nothing is kept. */
  private void assertKept(Handler cache, int seconds) {
    client.forgetAsked();
    ask(cache);
    client.pass(seconds - 1);
    ask(cache);
    assertThat(client.asked()).isEqualTo(1);
    client.pass(1);
    ask(cache);
    assertThat(client.asked()).isEqualTo(2);
    client.pass(100_000);
  }

  @Test
  void aDenialIsKeptForTheMinimumOfItsSoa(Vertx vertx) {
    Handler cache = client.cache(vertx, "cache");
    client.upstream(() -> denial(Rcode.NXDOMAIN, SOA));
    ask(cache);
    client.pass(19);
    assertThat(ask(cache).rcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(client.asked()).isEqualTo(1);
    client.pass(1);
    ask(cache);
    assertThat(client.asked()).isEqualTo(2);
  }

  @Test
  void aDenialWithoutSoaIsNotKept(Vertx vertx) {
    Handler cache = client.cache(vertx, "cache");
    client.upstream(() -> Future.succeededFuture(Answer.ofCode(Rcode.NXDOMAIN, "test")));
    ask(cache);
    ask(cache);
    assertThat(client.asked()).isEqualTo(2);
  }

  @Test
  void anAnswerWithoutTimeToLiveIsNotKept(Vertx vertx) {
    Handler cache = client.cache(vertx, "cache");
    client.upstream(() -> good("www.example.org. 0 IN A 192.0.2.1"));
    ask(cache);
    ask(cache);
    assertThat(client.asked()).isEqualTo(2);
  }

  @Test
  void aFailureIsKeptForFiveSeconds(Vertx vertx) {
    Handler cache = client.cache(vertx, "cache");
    client.upstream(() -> Future.succeededFuture(Answer.serverFailure("test")));
    ask(cache);
    client.pass(4);
    ask(cache);
    assertThat(client.asked()).isEqualTo(1);
    client.pass(1);
    ask(cache);
    assertThat(client.asked()).isEqualTo(2);
  }

  @Test
  void aDisabledZoneIsNotKept(Vertx vertx) {
    Handler cache = client.cache(vertx, "cache 30 {\n disable success example.org\n}");
    ask(cache);
    ask(cache);
    assertThat(client.asked()).isEqualTo(2);
  }

  @Test
  void theSameQuestionByManyGoesOnOnce(Vertx vertx) {
    Handler cache = client.cache(vertx, "cache");
    Promise<Answer> late = Promise.promise();
    client.upstream(late::future);
    Future<Answer> first = cache.handle(question());
    Future<Answer> second = cache.handle(question());
    assertThat(first.isComplete() || second.isComplete()).isFalse();
    late.handle(good("www.example.org. 60 IN A 192.0.2.1"));
    assertThat(ttl(first.result())).isEqualTo(60);
    assertThat(ttl(second.result())).isEqualTo(60);
    assertThat(client.asked()).isEqualTo(1);
  }

  @Test
  void failuresAreNotKeptWhereThatIsWanted(Vertx vertx) {
    Handler cache = client.cache(vertx, "cache {\n servfail 0s\n}");
    client.upstream(() -> Future.succeededFuture(Answer.serverFailure("test")));
    ask(cache);
    ask(cache);
    assertThat(client.asked()).isEqualTo(2);
  }

  @Test
  void noDataIsKeptApartFromOtherTypes(Vertx vertx) {
    Handler cache = client.cache(vertx, "cache");
    client.upstream(() -> denial(Rcode.NOERROR, SOA));
    assertThat(ask(cache).answers()).isEmpty();
    client.upstream(() -> good("www.example.org. 60 IN AAAA 2001:db8::1"));
    Query other = Query.internal(question().name(), Type.AAAA);
    assertThat(cache.handle(other).result().answers()).hasSize(1);
    assertThat(ask(cache).answers()).isEmpty();
    assertThat(client.asked()).isEqualTo(2);
  }

  @Test
  void refusalsAndWhatWasCutAreNotKept(Vertx vertx) {
    Handler cache = client.cache(vertx, "cache");
    client.upstream(() -> Future.succeededFuture(Answer.ofCode(Rcode.REFUSED, "test")));
    ask(cache);
    ask(cache);
    assertThat(client.asked()).isEqualTo(2);
    client.upstream(() -> good("www.example.org. 60 IN A 192.0.2.1").map(Answer::cut));
    ask(cache);
    ask(cache);
    assertThat(client.asked()).isEqualTo(4);
  }

  @Test
  void questionsInAnyCaseAreTheSame(Vertx vertx) {
    Handler cache = client.cache(vertx, "cache");
    ask(cache);
    cache.handle(Query.internal(Name.fromConstantString("WWW.Example.ORG."), Type.A));
    assertThat(client.asked()).isEqualTo(1);
  }

  @Test
  void theLatestAnswerCountsWhenANameComesOrGoes(Vertx vertx) {
    Handler cache = client.cache(vertx, "cache");
    ask(cache);
    client.pass(60);
    client.upstream(() -> denial(Rcode.NXDOMAIN, SOA));
    assertThat(ask(cache).rcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(ask(cache).rcode()).isEqualTo(Rcode.NXDOMAIN);
    client.pass(20);
    client.upstream(() -> good("www.example.org. 60 IN A 192.0.2.1"));
    assertThat(ask(cache).rcode()).isEqualTo(Rcode.NOERROR);
    assertThat(client.asked()).isEqualTo(3);
  }
}
