package io.kubevert.apiserver.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.Yaml;
import io.kubevert.apiserver.registry.Reservation;
import io.kubevert.client.resource.ResourceTypes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuotasTest {
  private final List<ObjectNode> configMaps = new ArrayList<>();
  private final ObjectNode quota =
      Yaml.object("{metadata: {name: q, namespace: shop}, spec: {hard: {count/configmaps: '2'}}}");
  private final Quotas quotas =
      new Quotas(
          type ->
              switch (type.plural()) {
                case "resourcequotas" -> List.of(quota);
                case "configmaps" -> List.copyOf(configMaps);
                default -> List.of();
              });

  @Test
  void anObjectThatIsStoredAndStillUnderWayCountsOnce() {
    Reservation first = charge("a");
    configMaps.add(configMap("a"));
    Reservation second = charge("b");
    first.commit();
    assertThat(quotas.used(quota)).containsEntry("count/configmaps", BigDecimal.TWO);
    assertThatThrownBy(() -> charge("c")).hasMessageContaining("exceeded quota: q");

    second.rollback();
    charge("c");
    assertThat(quotas.used(quota)).containsEntry("count/configmaps", BigDecimal.TWO);
  }

  private Reservation charge(String name) {
    return quotas.charge(ResourceTypes.CONFIG_MAPS, configMap(name), null);
  }

  private static ObjectNode configMap(String name) {
    return Yaml.object(
        "{metadata: {name: %s, namespace: shop, uid: uid-%s}}".formatted(name, name));
  }
}
