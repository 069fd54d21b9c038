package io.kubevert.coredns.plugin.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.coredns.corefile.CorefileParser;
import io.kubevert.coredns.corefile.CorefileSource;
import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.BlockSettings;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Readiness;
import io.kubevert.coredns.plugin.ServerContext;
import io.kubevert.coredns.plugin.Shared;
import io.kubevert.coredns.plugin.Site;
import io.kubevert.coredns.testing.FakeUpstream;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** The cache with a clock that the test moves, in front of an upstream that the test is. */
@ExtendWith(VertxExtension.class)
class CacheTest {
  private static final String SOA =
      "example.org. 60 IN SOA ns.example.org. root.example.org. 1 2 3 4 20";

  private Instant now = Instant.EPOCH;
  private int asked;
  private Supplier<Future<Answer>> upstream = () -> good("www.example.org. 60 IN A 192.0.2.1");

  @Test
  void anAnswerIsKeptForItsTimeToLiveAndNoLonger(Vertx vertx) {
    Handler cache = cache(vertx, "cache");
    assertThat(ttl(ask(cache))).isEqualTo(60);
    pass(59);
    assertThat(ttl(ask(cache))).isEqualTo(1);
    assertThat(asked).isEqualTo(1);
    pass(1);
    assertThat(ttl(ask(cache))).isEqualTo(60);
    assertThat(asked).isEqualTo(2);
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
    Handler cache = cache(vertx, directive.replace(';', '\n'));
    upstream = () -> good("www.example.org. " + given + " IN A 192.0.2.1");
    assertKept(cache, kept);
    String soa = "example.org. " + given + " IN SOA ns.example.org. root.example.org. 1 2 3 4 ";
    upstream = () -> denial(Rcode.NXDOMAIN, soa + given);
    assertKept(cache, denialKept);
  }

  /** Asks, asks again just before the answer ends and just then, until nothing is kept. */
  private void assertKept(Handler cache, int seconds) {
    asked = 0;
    ask(cache);
    pass(seconds - 1);
    ask(cache);
    assertThat(asked).isEqualTo(1);
    pass(1);
    ask(cache);
    assertThat(asked).isEqualTo(2);
    pass(100_000);
  }

  @Test
  void aDenialIsKeptForTheMinimumOfItsSoa(Vertx vertx) {
    Handler cache = cache(vertx, "cache");
    upstream = () -> denial(Rcode.NXDOMAIN, SOA);
    ask(cache);
    pass(19);
    assertThat(ask(cache).rcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(asked).isEqualTo(1);
    pass(1);
    ask(cache);
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void aDenialWithoutSoaIsNotKept(Vertx vertx) {
    Handler cache = cache(vertx, "cache");
    upstream = () -> Future.succeededFuture(Answer.ofCode(Rcode.NXDOMAIN, "test"));
    ask(cache);
    ask(cache);
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void anAnswerWithoutTimeToLiveIsNotKept(Vertx vertx) {
    Handler cache = cache(vertx, "cache");
    upstream = () -> good("www.example.org. 0 IN A 192.0.2.1");
    ask(cache);
    ask(cache);
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void aFailureIsKeptForFiveSeconds(Vertx vertx) {
    Handler cache = cache(vertx, "cache");
    upstream = () -> Future.succeededFuture(Answer.serverFailure("test"));
    ask(cache);
    pass(4);
    ask(cache);
    assertThat(asked).isEqualTo(1);
    pass(1);
    ask(cache);
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void aDisabledZoneIsNotKept(Vertx vertx) {
    Handler cache = cache(vertx, "cache 30 {\n disable success example.org\n}");
    ask(cache);
    ask(cache);
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void theSameQuestionByManyGoesOnOnce(Vertx vertx) {
    Handler cache = cache(vertx, "cache");
    Promise<Answer> late = Promise.promise();
    upstream = late::future;
    Future<Answer> first = cache.handle(question());
    Future<Answer> second = cache.handle(question());
    assertThat(first.isComplete() || second.isComplete()).isFalse();
    late.handle(good("www.example.org. 60 IN A 192.0.2.1"));
    assertThat(ttl(first.result())).isEqualTo(60);
    assertThat(ttl(second.result())).isEqualTo(60);
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void anAnswerPastItsEndIsBetterThanNone(Vertx vertx) {
    Handler cache = cache(vertx, "cache {\n serve_stale 1h\n}");
    ask(cache);
    pass(120);
    upstream = () -> Future.succeededFuture(Answer.serverFailure("test"));
    assertThat(ttl(ask(cache))).isEqualTo(30);
    assertThat(ttl(ask(cache))).isEqualTo(30);
    pass(3600);
    assertThat(ask(cache).rcode()).isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void verifyingAsksFirst(Vertx vertx) {
    Handler cache = cache(vertx, "cache {\n serve_stale 1h verify\n}");
    ask(cache);
    pass(120);
    upstream = () -> good("www.example.org. 50 IN A 192.0.2.2");
    assertThat(ttl(ask(cache))).isEqualTo(50);
    pass(120);
    upstream = () -> Future.failedFuture("gone");
    assertThat(ttl(ask(cache))).isEqualTo(30);
  }

  @Test
  void aPopularAnswerIsRenewedBeforeItsEnd(Vertx vertx) {
    Handler cache = cache(vertx, "cache {\n prefetch 3 1m 10%\n}");
    ask(cache);
    pass(50);
    ask(cache);
    ask(cache);
    ask(cache);
    assertThat(asked).isEqualTo(1);
    pass(5);
    ask(cache);
    assertThat(asked).isEqualTo(2);
    assertThat(ttl(ask(cache))).isEqualTo(60);
  }

  @Test
  void theTimeToLiveIsKeptWhereThatIsWanted(Vertx vertx) {
    Handler cache = cache(vertx, "cache {\n keepttl\n}");
    ask(cache);
    pass(30);
    assertThat(ttl(ask(cache))).isEqualTo(60);
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void failuresAreNotKeptWhereThatIsWanted(Vertx vertx) {
    Handler cache = cache(vertx, "cache {\n servfail 0s\n}");
    upstream = () -> Future.succeededFuture(Answer.serverFailure("test"));
    ask(cache);
    ask(cache);
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void noDataIsKeptApartFromOtherTypes(Vertx vertx) {
    Handler cache = cache(vertx, "cache");
    upstream = () -> denial(Rcode.NOERROR, SOA);
    assertThat(ask(cache).answers()).isEmpty();
    upstream = () -> good("www.example.org. 60 IN AAAA 2001:db8::1");
    Query other = Query.internal(question().name(), Type.AAAA);
    assertThat(cache.handle(other).result().answers()).hasSize(1);
    assertThat(ask(cache).answers()).isEmpty();
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void refusalsAndWhatWasCutAreNotKept(Vertx vertx) {
    Handler cache = cache(vertx, "cache");
    upstream = () -> Future.succeededFuture(Answer.ofCode(Rcode.REFUSED, "test"));
    ask(cache);
    ask(cache);
    assertThat(asked).isEqualTo(2);
    upstream = () -> good("www.example.org. 60 IN A 192.0.2.1").map(Answer::cut);
    ask(cache);
    ask(cache);
    assertThat(asked).isEqualTo(4);
  }

  @Test
  void questionsInAnyCaseAreTheSame(Vertx vertx) {
    Handler cache = cache(vertx, "cache");
    ask(cache);
    cache.handle(Query.internal(Name.fromConstantString("WWW.Example.ORG."), Type.A));
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void theLatestAnswerCountsWhenANameComesOrGoes(Vertx vertx) {
    Handler cache = cache(vertx, "cache");
    ask(cache);
    pass(60);
    upstream = () -> denial(Rcode.NXDOMAIN, SOA);
    assertThat(ask(cache).rcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(ask(cache).rcode()).isEqualTo(Rcode.NXDOMAIN);
    pass(20);
    upstream = () -> good("www.example.org. 60 IN A 192.0.2.1");
    assertThat(ask(cache).rcode()).isEqualTo(Rcode.NOERROR);
    assertThat(asked).isEqualTo(3);
  }

  private Handler cache(Vertx vertx, String text) {
    CorefileSource source = new CorefileSource.Inline(". {\n" + text + "\n}\n");
    Directive directive = CorefileParser.parse(source, Map.of()).getFirst().directives().getFirst();
    InstantSource clock = () -> now;
    ServerContext context =
        new ServerContext(
            vertx,
            new FakeControlPlane(),
            List.of(Name.root),
            new Site("node", List.of("127.0.0.1"), "127.0.0.1", Path.of("")),
            new BlockSettings(53),
            query -> Future.failedFuture("not asked"),
            new Shared(new PrometheusRegistry()),
            new Readiness(),
            clock,
            new Random(1));
    return CacheSetup.setUp(List.of(directive), context)
        .before(
            query -> {
              asked++;
              return upstream.get();
            });
  }

  private void pass(int seconds) {
    now = now.plus(Duration.ofSeconds(seconds));
  }

  private static Query question() {
    return Query.internal(Name.fromConstantString("www.example.org."), Type.A);
  }

  private static Answer ask(Handler cache) {
    return cache.handle(question()).result();
  }

  private static long ttl(Answer answer) {
    return answer.answers().getFirst().getTTL();
  }

  private static Future<Answer> good(String text) {
    List<Record> records = List.of(FakeUpstream.record(text));
    return Future.succeededFuture(Answer.authoritative(records, List.of(), "test"));
  }

  private static Future<Answer> denial(int rcode, String soa) {
    return Future.succeededFuture(Answer.negative(rcode, FakeUpstream.record(soa), "test"));
  }
}
