package io.kubevert.kubeproxy.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.endpoints.Endpoint;
import io.kubevert.kubeproxy.endpoints.EndpointSlice;
import io.kubevert.kubeproxy.nftables.FakeNftables;
import io.kubevert.kubeproxy.nftables.Operation;
import io.kubevert.kubeproxy.nftables.Transaction;
import io.kubevert.kubeproxy.service.Protocol;
import io.kubevert.kubeproxy.service.Service;
import io.kubevert.kubeproxy.service.ServicePort;
import io.kubevert.kubeproxy.topology.NodeTopology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws: differences lead where a whole write leads, and the way there leaves no trace. */
class TableStateTest {
  private static final RuleSettings SETTINGS =
      new RuleSettings(
          List.of("192.0.2.1"),
          List.of("192.0.2.1"),
          List.of("10.233.64.0/18"),
          List.of("10.233.0.0/18"),
          false);
  private static final ServiceCompiler COMPILER =
      new ServiceCompiler(Family.IPV4, SETTINGS, new NodeTopology("worker1", ""));
  private static final int STEPS = 300;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyPathOfChangesEndsInTheTableOfItsLastState(long seed) {
    Random random = new Random(seed);
    FakeNftables kernel = new FakeNftables();
    TableState state = new TableState(Family.IPV4, SETTINGS);
    Map<ObjectKey, ServiceRules> last = new HashMap<>();
    writeWhole(kernel, state);
    for (int step = 0; step < STEPS; step++) {
      Map<ObjectKey, ServiceRules> batch = new HashMap<>();
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        ObjectKey key = new ObjectKey("default", "s" + random.nextInt(6));
        batch.put(key, random.nextInt(4) == 0 ? ServiceRules.NONE : compiled(key, random));
      }
      last.putAll(batch);
      TableState.Difference difference = state.change(batch);
      run(kernel, difference.chains());
      run(kernel, difference.elements());
      if (random.nextInt(20) == 0) {
        sweep(kernel, state);
      }
    }
    while (state.hasRetired()) {
      sweep(kernel, state);
    }

    FakeNftables direct = new FakeNftables();
    TableState fresh = new TableState(Family.IPV4, SETTINGS);
    fresh.change(last);
    run(direct, fresh.anew());
    assertThat(kernel.lines(Family.IPV4.table())).isEqualTo(direct.lines(Family.IPV4.table()));

    writeWhole(kernel, state);
    assertThat(kernel.lines(Family.IPV4.table()))
        .as("written again over itself")
        .isEqualTo(direct.lines(Family.IPV4.table()));
  }

  private static void writeWhole(FakeNftables kernel, TableState state) {
    run(kernel, state.structure());
    run(kernel, kernel.difference(Family.IPV4.table(), state.sets(), state.elements()));
  }

  private static void sweep(FakeNftables kernel, TableState state) {
    TableState.Difference difference = state.sweep();
    run(kernel, difference.chains());
    run(kernel, difference.elements());
  }

  private static void run(FakeNftables kernel, List<Operation> operations) {
    kernel.run(new Transaction(Family.IPV4.table(), operations));
  }

  private static ServiceRules compiled(ObjectKey key, Random random) {
    int number = random.nextInt(4);
    Service service =
        new Service(
            key,
            List.of(new ServicePort("", Protocol.TCP, 80, random.nextInt(2) * (30_000 + number))),
            List.of("10.233.1." + number),
            random.nextBoolean() ? List.of("198.51.100." + number) : List.of(),
            random.nextBoolean() ? List.of("203.0.113." + number) : List.of(),
            random.nextBoolean() ? List.of("10.0.0.0/8", "10.1.0.0/16", "192.0.2.0/24") : List.of(),
            random.nextBoolean() ? OptionalInt.of(60 + number) : OptionalInt.empty(),
            random.nextBoolean(),
            random.nextBoolean(),
            0);
    List<Endpoint> endpoints = new ArrayList<>();
    for (int count = random.nextInt(5); count > 0; count--) {
      boolean ready = random.nextInt(3) > 0;
      endpoints.add(
          new Endpoint(
              "10.233.64." + random.nextInt(8),
              ready,
              ready || random.nextBoolean(),
              !ready,
              random.nextBoolean() ? "worker1" : "worker2",
              Set.of(),
              Set.of()));
    }
    EndpointSlice slice =
        new EndpointSlice(
            key, key, false, List.of(new EndpointSlice.Port("", Protocol.TCP, 8080)), endpoints);
    return COMPILER.compile(service, List.of(slice));
  }
}
