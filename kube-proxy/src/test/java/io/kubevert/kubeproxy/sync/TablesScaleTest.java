package io.kubevert.kubeproxy.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.endpoints.Endpoint;
import io.kubevert.kubeproxy.endpoints.EndpointSlice;
import io.kubevert.kubeproxy.nftables.KernelNftables;
import io.kubevert.kubeproxy.nftables.Nftables.Hits;
import io.kubevert.kubeproxy.rules.RuleSettings;
import io.kubevert.kubeproxy.service.Protocol;
import io.kubevert.kubeproxy.service.Service;
import io.kubevert.kubeproxy.service.ServicePort;
import io.kubevert.kubeproxy.topology.NodeTopology;
import io.kubevert.netns.ScratchNamespace;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What many Services cost the kernel, in processor time, as others may keep the machine busy: one
 * more is not paid for by all that are there.
 */
class TablesScaleTest {
  private static final Logger LOG = LoggerFactory.getLogger(TablesScaleTest.class);
  private static final int SERVICES = 10_000;
  private static final int ENDPOINTS = 5;
  private static final int CHANGES = 300;

  /** A change costs a small part of the whole, on a machine of any speed. */
  private static final int LEAST_RATIO = 20;

  private static final NodeTopology NODE = new NodeTopology("worker1", "");

  /** What something took of this thread's processor time, and by the clock. */
  private record Cost(Duration processor, Duration clock) {}

  @Test
  void tenThousandServicesLoadAtOnceAndChangeOneByOneInMilliseconds() {
    try (ScratchNamespace namespace =
        ScratchNamespace.create("kps" + ProcessHandle.current().pid())) {
      namespace.call(
          () -> {
            try (Tables tables = new Tables(KernelNftables.open(), settings())) {
              Changes everything = everything();
              Cost cold = cost(() -> tables.write(everything));
              List<Cost> changes =
                  IntStream.range(0, CHANGES)
                      .mapToObj(n -> cost(() -> tables.write(one(n * 7, ENDPOINTS - 1))))
                      .sorted(Comparator.comparing(Cost::processor))
                      .toList();
              Map<ObjectKey, Hits> connections = new HashMap<>();
              Cost counters = cost(() -> connections.putAll(tables.connections()));
              Cost median = changes.get(CHANGES / 2);
              LOG.atInfo()
                  .addKeyValue("cold", cold)
                  .addKeyValue("changeMedian", median)
                  .addKeyValue("changeP99", changes.get(CHANGES * 99 / 100))
                  .addKeyValue("counters", counters)
                  .log("10,000 Services with 5 endpoints each");
              assertThat(connections).hasSize(SERVICES);
              assertThat(median.processor().multipliedBy(LEAST_RATIO))
                  .as("a change, against all that is there")
                  .isLessThan(cold.processor());
              return changes;
            }
          });
    }
  }

  private static RuleSettings settings() {
    return new RuleSettings(
        List.of("192.0.2.1"),
        List.of("192.0.2.1"),
        List.of("10.64.0.0/10"),
        List.of("10.233.0.0/16"),
        false);
  }

  private static Changes everything() {
    Map<ObjectKey, Optional<ServiceView>> all = new HashMap<>();
    for (int number = 0; number < SERVICES; number++) {
      all.putAll(one(number, ENDPOINTS).services());
    }
    return new Changes(NODE, all);
  }

  private static Changes one(int number, int endpoints) {
    ObjectKey key = new ObjectKey("default", "service-" + number);
    String address = "10.233.%d.%d".formatted(number >> 8, number & 255);
    Service service =
        new Service(
            key,
            List.of(new ServicePort("", Protocol.TCP, 80, 0)),
            List.of(address),
            List.of(),
            List.of(),
            List.of(),
            OptionalInt.empty(),
            false,
            false,
            0);
    List<Endpoint> all =
        IntStream.range(number * ENDPOINTS, number * ENDPOINTS + endpoints)
            .mapToObj(
                n ->
                    new Endpoint(
                        "10.%d.%d.%d".formatted(64 + (n >> 16), (n >> 8) & 255, n & 255),
                        true,
                        true,
                        false,
                        "worker2",
                        Set.of(),
                        Set.of()))
            .toList();
    EndpointSlice slice =
        new EndpointSlice(
            key, key, false, List.of(new EndpointSlice.Port("", Protocol.TCP, 8080)), all);
    return new Changes(NODE, Map.of(key, Optional.of(new ServiceView(service, List.of(slice)))));
  }

  private static Cost cost(Runnable action) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long clock = System.nanoTime();
    long processor = threads.getCurrentThreadCpuTime();
    action.run();
    return new Cost(
        Duration.ofNanos(threads.getCurrentThreadCpuTime() - processor),
        Duration.ofNanos(System.nanoTime() - clock));
  }
}
