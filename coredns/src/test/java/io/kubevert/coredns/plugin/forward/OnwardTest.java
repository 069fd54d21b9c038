package io.kubevert.coredns.plugin.forward;

import static io.kubevert.coredns.plugin.forward.Forwarding.GOOD;
import static io.kubevert.coredns.plugin.forward.Forwarding.SILENCE;
import static io.kubevert.coredns.testing.FakeUpstream.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubevert.coredns.testing.FakeUpstream;
import io.kubevert.coredns.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/** Who is asked after an answer that is not the last word. */
@ExtendWith(VertxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OnwardTest {
  private final Map<String, FakeUpstream> upstreams = new HashMap<>();

  @BeforeAll
  void start(Vertx vertx) throws Exception {
    start(vertx, "good", question -> answer(question, GOOD));
    start(vertx, "nodata", question -> answer(question));
    start(vertx, "nxdomain", question -> failure(question, Rcode.NXDOMAIN));
    start(vertx, "servfail", question -> failure(question, Rcode.SERVFAIL));
    start(vertx, "refused", question -> failure(question, Rcode.REFUSED));
    start(vertx, "silent", question -> SILENCE);
  }

  private void start(Vertx vertx, String name, Function<Message, byte[]> answer) throws Exception {
    upstreams.put(name, FakeUpstream.start(vertx, answer));
  }

  private static byte[] failure(Message question, int rcode) {
    Message failure = FakeUpstream.message(question);
    failure.getHeader().setRcode(rcode);
    return failure.toWire();
  }

  @AfterAll
  void stop() {
    upstreams.values().forEach(FakeUpstream::close);
  }

  /** Lines apart by a slash: servers, then properties behind a colon. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "servfail good | SERVFAIL | servfail",
        "servfail good: failover SERVFAIL | NOERROR | servfail good",
        "servfail refused good: failover SERVFAIL REFUSED | NOERROR | servfail refused good",
        "servfail refused: failover SERVFAIL REFUSED | REFUSED | servfail refused",
        "nxdomain good: failover SERVFAIL | NXDOMAIN | nxdomain",
        "servfail refused good: failover SERVFAIL REFUSED; max_connect_attempts 2"
            + " | REFUSED | servfail refused",
        "silent good: max_connect_attempts 1 | SERVFAIL | silent",
        "nxdomain: next NXDOMAIN / good | NOERROR | nxdomain good",
        "nxdomain: next NXDOMAIN / refused: next REFUSED / good | NOERROR | nxdomain refused good",
        "nxdomain: next SERVFAIL / good | NXDOMAIN | nxdomain",
        "nxdomain: next NXDOMAIN | NXDOMAIN | nxdomain",
        "nodata: next_on_nodata / good | NOERROR | nodata good",
        "nodata / good | NOERROR | nodata",
        "good: except example.org / refused | REFUSED | refused",
      })
  void theQuestionGoesOn(String lines, String rcode, String asked, Vertx vertx) throws Exception {
    Map<String, Integer> before = counts();
    try (TestServer server = TestServer.start(vertx, corefile(lines))) {
      assertThat(Rcode.string(server.ask("www.example.org.", "A").getRcode())).isEqualTo(rcode);
    }
    Map<String, Integer> after = counts();
    assertThat(after.keySet().stream().filter(name -> after.get(name) > before.get(name)))
        .containsExactlyInAnyOrder(asked.split(" "));
  }

  private Map<String, Integer> counts() {
    Map<String, Integer> counts = new HashMap<>();
    upstreams.forEach((name, upstream) -> counts.put(name, upstream.asked()));
    return counts;
  }

  private String corefile(String lines) {
    StringBuilder text = new StringBuilder(".:0 {\n");
    for (String line : lines.split(" / ")) {
      String[] parts = line.split(":");
      text.append("forward .");
      Stream.of(parts[0].split(" "))
          .forEach(name -> text.append(" 127.0.0.1:").append(upstreams.get(name).port()));
      List<String> properties = new ArrayList<>(List.of("policy sequential", "max_fails 0"));
      if (parts.length > 1) {
        properties.addAll(List.of(parts[1].split(";")));
      }
      text.append(" {\n").append(String.join("\n", properties)).append("\n}\n");
    }
    return text.append("}\n").toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.1 { failover NOERROR | 3: near 'failover': NOERROR is no failure",
        "192.0.2.1 { next NOPE | 3: near 'NOPE': not a response code",
        "192.0.2.1 { max_idle_conns some | 3: near 'some': not a number",
        "192.0.2.1 { max_connect_attempts -1 | 3: near '-1': must be between",
        "192.0.2.1 { resolver one.test | 3: near 'one.test': no IP address",
        "192.0.2.1 { doh_method PUT | 3: near 'PUT': servers are asked over HTTPS by GET or POST",
        "192.0.2.1 { prefer_tcp | 3: near 'prefer_tcp': unknown property of 'forward'",
        "192.0.2.256 { expire 1s | 2: near '192.0.2.256': no IP address",
        "grpc://192.0.2.1 { expire 1s | 2: near 'grpc://192.0.2.1': servers are asked by dns://",
        "https://192.0.2.1/q { expire 1s | 2: near 'https://192.0.2.1/q': servers are asked by dns",
        "192.0.2.1%a.test { expire 1s | 2: near '192.0.2.1%a.test': a name behind '%' is for tls",
        "tls://192.0.2.1%a.test { tls_servername b.test"
            + " | 2: near 'tls://192.0.2.1%a.test': a name behind '%'",
      })
  void faultsNameTheWord(String line, String fault, Vertx vertx) {
    String corefile = ".:0 {\n forward . " + line.replace("{ ", "{\n") + "\n}\n}\n";
    assertThatThrownBy(() -> TestServer.start(vertx, corefile))
        .hasMessageContaining("Corefile:" + fault);
  }
}
