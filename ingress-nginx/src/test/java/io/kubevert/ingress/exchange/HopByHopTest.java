package io.kubevert.ingress.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HopByHopTest {
  private static final List<MultiMap> KINDS =
      List.of(HttpHeaders.headers(), MultiMap.caseInsensitiveMultiMap());

  @ParameterizedTest(name = "of {0} are copied {1}")
  @CsvSource({
    "'X-A: 1|x-a: 2|B: 3',                               'X-A: 1|x-a: 2|B: 3'",
    "'Connection: keep-alive|Keep-Alive: timeout=5|A: 1', 'A: 1'",
    "'CONNECTION: X-A, b|x-a: 1|B: 2|C: 3',              'C: 3'",
    "'Connection: close|Connection: a|A: 1|Close: 2',    ''",
    "'Connection: ,|A: 1',                               'A: 1'",
    "'TE: trailers|Trailer: A|Transfer-Encoding: x|Upgrade: y|A: 1', 'A: 1'",
    "'Proxy-Connection: x|Proxy-Authenticate: y|HTTP2-Settings: z',  ''",
    "'Te-a: 1|T: 2|Upgrades: 3',                         'Te-a: 1|T: 2|Upgrades: 3'",
    "'Secret: 1|Secrets: 2',                             'Secrets: 2'",
  })
  void copiesWhatConcernsTheMessage(String from, String copied) {
    for (MultiMap kind : KINDS) {
      kind.clear();
      Stream.of(from.split("\\|"))
          .map(line -> line.split(": "))
          .forEach(line -> kind.add(line[0], line[1]));
      MultiMap to = HttpHeaders.headers();
      HeaderNames secret = HeaderNames.of("SECRET");
      HopByHop.copyEndToEnd(kind, to, name -> !secret.contains(name));
      assertThat(lines(to)).isEqualTo(copied);
    }
  }

  private static String lines(MultiMap headers) {
    return headers.entries().stream()
        .map((Map.Entry<String, String> field) -> field.getKey() + ": " + field.getValue())
        .collect(Collectors.joining("|"));
  }
}
