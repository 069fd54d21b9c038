package io.kubevert.coredns.plugin.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.coredns.testing.Eventually;
import io.kubevert.coredns.testing.LogLines;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class FirstListTest {

  @Test
  void warnsOnceItTakesLongAndNotAfterItCame(Vertx vertx) throws Exception {
    AtomicBoolean listed = new AtomicBoolean();
    AtomicInteger looks = new AtomicInteger();
    FirstList list =
        new FirstList(
            vertx,
            "dns://:53",
            () -> {
              looks.incrementAndGet();
              return listed.get();
            },
            20);
    try (LogLines log = new LogLines(FirstList.class.getName())) {
      list.await();
      assertThat(log.warnings()).isEmpty();
      Eventually.holds(vertx, () -> log.warnings().size() >= 2);
      assertThat(log.warnings().getFirst())
          .startsWith("WARN the API server still has not listed everything");
      listed.set(true);
      int looked = looks.get();
      Eventually.holds(vertx, () -> looks.get() > looked);
      assertThat(log.all().getFirst()).startsWith("INFO");
    } finally {
      list.stop();
    }
  }
}
