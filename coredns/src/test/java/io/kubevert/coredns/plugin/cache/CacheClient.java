package io.kubevert.coredns.plugin.cache;

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
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** A cache with a clock that a test moves, in front of an upstream that the test is. */
final class CacheClient {
  private Instant now = Instant.EPOCH;
  private int asked;
  private Supplier<Future<Answer>> upstream = () -> good("www.example.org. 60 IN A 192.0.2.1");

  /**
   * @param text the directive, as in a Corefile
   */
  Handler cache(Vertx vertx, String text) {
    CorefileSource source = new CorefileSource.Inline(". {\n" + text + "\n}\n");
    Directive directive = CorefileParser.parse(source, Map.of()).getFirst().directives().getFirst();
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
            () -> now,
            new Random(1));
    return CacheSetup.setUp(List.of(directive), context)
        .before(
            query -> {
              asked++;
              return upstream.get();
            });
  }

  /** Answers like this from now on. */
  void upstream(Supplier<Future<Answer>> answer) {
    upstream = answer;
  }

  /** How often the upstream was asked. */
  int asked() {
    return asked;
  }

  void forgetAsked() {
    asked = 0;
  }

  void pass(int seconds) {
    now = now.plus(Duration.ofSeconds(seconds));
  }

  static Query question() {
    return Query.internal(Name.fromConstantString("www.example.org."), Type.A);
  }

  static Answer ask(Handler cache) {
    return cache.handle(question()).result();
  }

  static long ttl(Answer answer) {
    return answer.answers().getFirst().getTTL();
  }

  static Future<Answer> good(String text) {
    List<Record> records = List.of(FakeUpstream.record(text));
    return Future.succeededFuture(Answer.authoritative(records, List.of(), "test"));
  }

  static Future<Answer> denial(int rcode, String soa) {
    return Future.succeededFuture(Answer.negative(rcode, FakeUpstream.record(soa), "test"));
  }
}
