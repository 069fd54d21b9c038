package io.kubevert.apiserver.controller.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.apiserver.controller.view.Endpoint;
import io.kubevert.apiserver.controller.view.Node;
import io.kubevert.client.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which zone's traffic an endpoint is meant for. */
class TopologyHintsTest {
  private static final String NODE_INFO =
      "Insufficient Node information: allocatable CPU or zone not specified on one or more nodes";

  /** Processors and endpoints of zones, and how many endpoints are then meant for each. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          west=4 east=4           | west=3 east=3           | east=3 west=3
          west=4 east=4           | west=6                  | east=3 west=3
          west=4 east=4           | west=7 east=6           | east=6 west=7
          west=2 east=6           | west=4 east=4           | east=6 west=2
          west=1 east=1 north=1   | west=9                  | east=3 north=3 west=3
          west=4 east=4           | west=2 east=2 gone=2    | east=3 west=3
          a=3 b=3 c=14            | a=2 b=1 c=7             | a=2 b=2 c=6
          west=4 east=4           | west=1                  | Insufficient number of endpoints (1 endpoints, 2 zones)
          west=4 east=4           | west=2 east=1           | Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (3 endpoints, 2 zones)
          west=4 east=4           | west=2 =1 east=3        | One or more endpoints do not have a zone specified
          """)
  void everyZoneHasItsShare(String processors, String endpoints, String expected) {
    List<Node> nodes =
        amounts(processors).entrySet().stream()
            .map(zone -> node(zone.getKey(), zone.getValue() + "", "True", ""))
            .toList();
    List<Endpoint> all = new ArrayList<>();
    amounts(endpoints)
        .forEach(
            (zone, count) -> {
              for (int i = 0; i < count; i++) {
                all.add(endpoint(all.size(), zone, true));
              }
            });
    assertThat(words(TopologyHints.of(all, ZoneShares.of(nodes)))).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource
  void nodesMustSayWhatTheyHave(String what, List<Node> nodes, String expected) {
    List<Endpoint> endpoints = List.of(endpoint(1, "west", true), endpoint(2, "east", true));
    assertThat(words(TopologyHints.of(endpoints, ZoneShares.of(nodes))))
        .as(what)
        .isEqualTo(expected);
  }

  static Stream<Object[]> nodesMustSayWhatTheyHave() {
    Node west = node("west", "1", "True", "");
    Node east = node("east", "1", "True", "");
    String both = "east=1 west=1";
    String one = "Nodes only ready in one zone";
    return Stream.of(
        new Object[] {"both", List.of(west, east), both},
        new Object[] {"one zone", List.of(west, west), one},
        new Object[] {"one ready", List.of(west, node("east", "1", "False", "")), one},
        new Object[] {"no zone", List.of(west, east, node("", "1", "True", "")), NODE_INFO},
        new Object[] {"no cpu", List.of(west, east, node("east", "0", "True", "")), NODE_INFO},
        new Object[] {"nothing", List.of(), one},
        new Object[] {
          "a control plane",
          List.of(west, east, node("", "0", "True", "node-role.kubernetes.io/control-plane")),
          both
        });
  }

  /** Nobody is overloaded, nobody is left out, and the order of the endpoints does not matter. */
  @ParameterizedTest
  @CsvSource({"1", "2", "3"})
  void whateverTheClusterTheLawHolds(int seed) {
    Random random = new Random(seed);
    for (int run = 0; run < 2_000; run++) {
      int zones = 2 + random.nextInt(4);
      List<Node> nodes = new ArrayList<>();
      for (int zone = 0; zone < zones; zone++) {
        nodes.add(node("z" + zone, "" + (1 + random.nextInt(16)), "True", ""));
      }
      List<Endpoint> endpoints = new ArrayList<>();
      int count = random.nextInt(40);
      for (int i = 0; i < count; i++) {
        endpoints.add(endpoint(i, "z" + random.nextInt(zones + 1), random.nextInt(5) > 0));
      }
      ZoneShares shares = ZoneShares.of(nodes);
      TopologyHints hints = TopologyHints.of(endpoints, shares);
      Collections.shuffle(endpoints, random);
      assertThat(TopologyHints.of(endpoints, shares)).isEqualTo(hints);
      if (hints instanceof TopologyHints.Given given) {
        List<Endpoint> ready = endpoints.stream().filter(Endpoint::ready).toList();
        assertThat(given.zones().keySet())
            .containsExactlyInAnyOrderElementsOf(ready.stream().map(Endpoint::identity).toList());
        ((ZoneShares.Known) shares)
            .of()
            .forEach(
                (zone, share) ->
                    assertThat(
                            Collections.frequency(given.zones().values(), zone)
                                * (1 + TopologyHints.OVERLOAD))
                        .isGreaterThanOrEqualTo(share * ready.size() - 1e-9));
      }
    }
  }

  private static Map<String, Integer> amounts(String text) {
    Map<String, Integer> amounts = new TreeMap<>();
    for (String word : text.split(" +")) {
      String[] parts = word.split("=");
      amounts.put(parts[0], Integer.valueOf(parts[1]));
    }
    return amounts;
  }

  private static String words(TopologyHints hints) {
    return switch (hints) {
      case TopologyHints.Refused refused -> refused.reason();
      case TopologyHints.Given given ->
          given.zones().values().stream()
              .collect(Collectors.groupingBy(zone -> zone, TreeMap::new, Collectors.counting()))
              .entrySet()
              .stream()
              .map(zone -> zone.getKey() + "=" + zone.getValue())
              .collect(Collectors.joining(" "));
    };
  }

  private static Endpoint endpoint(int number, String zone, boolean ready) {
    return new Endpoint(
        "10.0.0." + number,
        ready,
        ready,
        false,
        Optional.empty(),
        Optional.empty(),
        zone.isEmpty() ? Optional.empty() : Optional.of(zone),
        Optional.empty(),
        Endpoint.Hints.NONE);
  }

  private static Node node(String zone, String cpu, String ready, String label) {
    var object = Json.object();
    var labels = object.putObject("metadata").put("name", "node").putObject("labels");
    if (!zone.isEmpty()) {
      labels.put("topology.kubernetes.io/zone", zone);
    }
    if (!label.isEmpty()) {
      labels.put(label, "");
    }
    var status = object.putObject("status");
    status.putObject("allocatable").put("cpu", cpu);
    status.putArray("conditions").addObject().put("type", "Ready").put("status", ready);
    return Node.of(object);
  }
}
