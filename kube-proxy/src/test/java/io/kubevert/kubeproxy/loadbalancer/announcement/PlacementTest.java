package io.kubevert.kubeproxy.loadbalancer.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.endpoints.Endpoint;
import io.kubevert.kubeproxy.endpoints.EndpointSlice;
import io.kubevert.kubeproxy.loadbalancer.pool.AddressPool;
import io.kubevert.kubeproxy.loadbalancer.pool.AddressRange;
import io.kubevert.kubeproxy.loadbalancer.pool.Advertisement;
import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import io.kubevert.kubeproxy.loadbalancer.pool.LoadBalancerConfig;
import io.kubevert.kubeproxy.loadbalancer.pool.ServiceAllocation;
import io.kubevert.kubeproxy.loadbalancer.service.BalancedService;
import io.kubevert.kubeproxy.loadbalancer.service.BalancedServiceDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two nodes, one of them labelled; where one address belongs. */
class PlacementTest {
  private static final ObjectKey SERVICE = new ObjectKey("default", "web");
  private static final IpAddress ADDRESS = IpAddress.parse("192.0.2.1");

  /** Whoever the election would take among equals. */
  private static final String ELECTED = "worker2";

  private static final String OTHER = "worker1";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # what                | advertisement | policy | endpoints on | placement
          the elected node      | {} | Cluster | worker1 | worker2
          another pool's        | {ipAddressPools: [other]} | Cluster | worker1 | NoAdvertisement
          pools with a label    | {ipAddressPoolSelectors: [{matchLabels: {tier: gold}}]} | Cluster | worker1 | worker2
          with another label    | {ipAddressPoolSelectors: [{matchLabels: {tier: tin}}]} | Cluster | worker1 | NoAdvertisement
          by name or by label   | {ipAddressPools: [other], ipAddressPoolSelectors: [{matchLabels: {tier: gold}}]} | Cluster | worker1 | worker2
          another Service's     | {serviceSelectors: [{matchLabels: {app: other}}]} | Cluster | worker1 | NoAdvertisement
          this Service's        | {serviceSelectors: [{matchLabels: {app: web}}]} | Cluster | worker1 | worker2
          the selected node     | {nodeSelectors: [{matchLabels: {rack: a}}]} | Cluster | worker2 | worker1
          one of two selected   | {nodeSelectors: [{matchLabels: {rack: x}}, {matchExpressions: [{key: rack, operator: Exists}]}]} | Cluster | worker2 | worker1
          no selected node      | {nodeSelectors: [{matchLabels: {rack: x}}]} | Cluster | worker2 | NoNode
          the preferred node    | {preferredNodeSelectors: [{weight: 1, nodeSelector: {matchLabels: {rack: a}}}]} | Cluster | worker2 | worker1
          the sum of weights    | {preferredNodeSelectors: [{weight: 5, nodeSelector: {matchLabels: {rack: a}}}, {weight: 3, nodeSelector: {matchExpressions: [{key: rack, operator: DoesNotExist}]}}, {weight: 3, nodeSelector: {}}]} | Cluster | worker2 | worker1
          preferred but useless | {preferredNodeSelectors: [{weight: 1, nodeSelector: {matchLabels: {rack: a}}}]} | Local | worker2 | worker2
          the endpoint's node   | {} | Local | worker1 | worker1
          no endpoint           | {} | Cluster |  | NoEndpoints
          one that still serves | {} | Local | worker1-leaving | worker1
          one that does not     | {} | Local | worker1-gone | NoEndpoints
          endpoint elsewhere    | {} | Local | worker9 | NoNode
          """)
  void anAddressBelongsTo(
      String what, String advertisement, String policy, String endpoints, String placement) {
    Placement placed =
        Placement.of(
            ADDRESS,
            service(policy),
            slices(endpoints == null ? "" : endpoints),
            config(advertisement),
            List.of(node("{metadata: {name: worker1, labels: {rack: a}}}"), node(ELECTED, "")));

    assertThat(text(placed)).isEqualTo(placement);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          is not ready          | status: {conditions: [{type: Ready, status: Unknown}]} | it is not ready
          has no network        | status: {conditions: [{type: NetworkUnavailable, status: True}]} | its network is not available
          is cordoned           | spec: {unschedulable: true} |
          """)
  void aNodeThat(String what, String fields, String obstacle) {
    BalancerNode node = node(ELECTED, fields);

    assertThat(node.obstacle().orElse(null)).isEqualTo(obstacle);
    Placement placed =
        Placement.of(
            ADDRESS,
            service("Cluster"),
            slices(OTHER),
            config("{}"),
            List.of(node, node(OTHER, "")));
    assertThat(text(placed)).isEqualTo(obstacle == null ? ELECTED : OTHER);
    assertThat(node(OTHER, "").silent().obstacle()).contains("its proxy has not been heard");
  }

  private static String text(Placement placement) {
    return switch (placement) {
      case Placement.Announced announced -> announced.node();
      case Placement.Withheld withheld -> withheld.reason();
    };
  }

  private static LoadBalancerConfig config(String advertisement) {
    return new LoadBalancerConfig(
        List.of(
            new AddressPool(
                "default",
                List.of(AddressRange.parse("192.0.2.0/30")),
                Map.of("tier", "gold"),
                true,
                false,
                ServiceAllocation.ANY)),
        List.of(Advertisement.decode("a", json(advertisement))),
        "");
  }

  private static BalancedService service(String policy) {
    return BalancedServiceDecoder.decode(
        json(
            "{metadata: {namespace: default, name: web, labels: {app: web}},"
                + " spec: {type: LoadBalancer, externalTrafficPolicy: "
                + policy
                + "}}"));
  }

  private static List<EndpointSlice> slices(String nodes) {
    List<Endpoint> endpoints = new ArrayList<>();
    Arrays.stream(nodes.split(" "))
        .filter(node -> !node.isEmpty())
        .forEach(node -> endpoints.add(endpoint(node.split("-"))));
    return List.of(new EndpointSlice(SERVICE, SERVICE, false, List.of(), endpoints));
  }

  /** Ready unless it is said to be leaving, or gone. */
  private static Endpoint endpoint(String[] nodeAndState) {
    boolean ready = nodeAndState.length == 1;
    return new Endpoint(
        "10.0.0.9",
        ready,
        ready || nodeAndState[1].equals("leaving"),
        !ready,
        nodeAndState[0],
        Set.of(),
        Set.of());
  }

  private static BalancerNode node(String name, String fields) {
    return node("{metadata: {name: " + name + "}" + (fields.isEmpty() ? "}" : ", " + fields + "}"));
  }

  private static BalancerNode node(String object) {
    return BalancerNode.decode(json(object));
  }

  /** Reads JSON in which words need no quotes. */
  private static ObjectNode json(String text) {
    return Json.parse(text.replaceAll("([A-Za-z][A-Za-z0-9]*)", "\"$1\"").getBytes());
  }
}
