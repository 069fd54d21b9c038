package io.kubevert.coredns.plugin.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.resource.ObjectKey;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Against the plainest model: which Service has which addresses. */
class AddressTableTest {
  private static final int STEPS = 3_000;
  private static final List<ServiceKey> SERVICES =
      Stream.of("a", "b", "c", "d")
          .map(name -> ServiceKey.of(new ObjectKey("default", name)))
          .toList();

  /** Neighbours, and some that are not. */
  private static final List<AddressKey> ADDRESSES =
      Stream.of(
              "10.0.0.0",
              "10.0.0.15",
              "10.0.0.16",
              "255.255.255.255",
              "128.0.0.7",
              "fd00::",
              "fd00::f",
              "fd00::10",
              "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
              "::a00:f")
          .map(text -> AddressKey.of(InetAddress.ofLiteral(text)))
          .toList();

  @Test
  void knowsTheServicesOfEachAddressThroughEveryChange() {
    Random random = new Random(11);
    AddressTable table = new AddressTable();
    Map<ServiceKey, Set<AddressKey>> model = new HashMap<>();
    SERVICES.forEach(service -> model.put(service, Set.of()));
    for (int step = 0; step < STEPS; step++) {
      ServiceKey service = SERVICES.get(random.nextInt(SERVICES.size()));
      Set<AddressKey> next = some(random);
      table.move(service, model.put(service, next), next);
      for (AddressKey address : ADDRESSES) {
        assertThat(table.get(address)).isEqualTo(services(model, address));
      }
    }
    SERVICES.forEach(service -> table.move(service, model.get(service), Set.of()));
    assertThat(table.rows()).isZero();
  }

  private static Set<AddressKey> some(Random random) {
    Set<AddressKey> some = new HashSet<>(ADDRESSES);
    some.removeIf(address -> random.nextBoolean());
    return some;
  }

  private static Set<ServiceKey> services(
      Map<ServiceKey, Set<AddressKey>> model, AddressKey address) {
    return model.entrySet().stream()
        .filter(entry -> entry.getValue().contains(address))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
