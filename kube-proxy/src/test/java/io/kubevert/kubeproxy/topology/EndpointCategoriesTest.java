package io.kubevert.kubeproxy.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.endpoints.Endpoint;
import io.kubevert.kubeproxy.endpoints.PortEndpoint;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointCategoriesTest {
  private static final NodeTopology HERE = new NodeTopology("here", "zone-a");

  /** Endpoints are written as name, state (r ready, l leaving, n neither), node, zone, for-node. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          all ready              | a/r/here b/r/there          | a b | a | true
          none                   |                             |     |   | false
          ready beat leaving     | a/l/here b/r/there          | b   | a | true
          leaving if none ready  | a/l/here b/l/there          | a b | a | true
          neither counts         | a/n/here                    |     |   | false
          local leaving serve    | a/l/here b/n/here c/r/there | c   | a | true
          zone hints             | a/r/here/zone-b b/r/there/zone-a | b | a | true
          one without a hint     | a/r/here/zone-b b/r/there   | a b | a | true
          no hint for this zone  | a/r/here/zone-b b/r/there/zone-c | a b | a | true
          node hints beat zones  | a/r/here/zone-b/here b/r/there/zone-a/there | a | a | true
          one without node hint  | a/r/here/zone-b/here b/r/there/zone-a | b | a | true
          leaving have no hints  | a/l/here/zone-b b/l/there/zone-a | a b | a | true
          """)
  void sortsEndpoints(
      String name, String endpoints, String cluster, String local, boolean anyUsable) {
    EndpointCategories categories = EndpointCategories.of(parse(endpoints), HERE);

    assertThat(names(categories.cluster())).isEqualTo(cluster == null ? "" : cluster);
    assertThat(names(categories.local())).isEqualTo(local == null ? "" : local);
    assertThat(categories.anyUsable()).isEqualTo(anyUsable);
  }

  private static List<PortEndpoint> parse(String endpoints) {
    return endpoints == null
        ? List.of()
        : Arrays.stream(endpoints.split(" ")).map(EndpointCategoriesTest::endpoint).toList();
  }

  private static PortEndpoint endpoint(String text) {
    String[] parts = text.split("/");
    boolean ready = parts[1].equals("r");
    boolean leaving = parts[1].equals("l");
    return new PortEndpoint(
        new Endpoint(
            parts[0],
            ready,
            ready || leaving,
            leaving,
            parts[2],
            parts.length > 3 ? Set.of(parts[3]) : Set.of(),
            parts.length > 4 ? Set.of(parts[4]) : Set.of()),
        8080);
  }

  private static String names(List<PortEndpoint> endpoints) {
    return endpoints.stream().map(e -> e.endpoint().address()).collect(Collectors.joining(" "));
  }
}
