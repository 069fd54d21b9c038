package io.kubevert.coredns.plugin.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.coredns.testing.Eventually;
import io.kubevert.coredns.testing.LogLines;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class FirstListTest {

  @Test
  void warnsOnceItTakesLongAndNotAfterItCame(Vertx vertx) throws Exception {
    AtomicBoolean listed = new AtomicBoolean();
    AtomicBoolean seen = new AtomicBoolean();
    FirstList list =
        new FirstList(
            vertx,
            "dns://:53",
            () -> {
              boolean all = listed.get();
              seen.set(all);
              return all;
            },
            20);
    try (LogLines log = new LogLines(FirstList.class.getName())) {
      list.await();
      Eventually.holds(vertx, () -> log.warnings().size() >= 2);
      assertThat(log.warnings().getFirst())
          .startsWith("WARN the API server still has not listed everything");
      listed.set(true);
      Eventually.holds(vertx, seen::get);
      assertThat(log.all().getFirst()).startsWith("INFO");
      assertThat(log.all()).filteredOn(line -> line.startsWith("INFO")).hasSize(1);
    } finally {
      list.stop();
    }
  }
}
