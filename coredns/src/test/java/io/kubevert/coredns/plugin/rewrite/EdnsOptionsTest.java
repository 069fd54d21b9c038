package io.kubevert.coredns.plugin.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubevert.coredns.testing.FakeUpstream;
import io.kubevert.coredns.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.CookieOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** EDNS options as the servers see them that are asked next. */
@ExtendWith(VertxExtension.class)
class EdnsOptionsTest {
  private static final Map<Integer, String> WANTED = new TreeMap<>();

  static {
    WANTED.put(EDNSOption.Code.NSID, "");
    WANTED.put(EDNSOption.Code.CLIENT_SUBNET, "000118007f0000");
    WANTED.put(0xff01, "61626364");
    WANTED.put(0xff02, "61626364");
    WANTED.put(0xff03, HexFormat.of().formatHex("www.example.org.".getBytes()));
    WANTED.put(0xff04, "0001");
    WANTED.put(0xff05, "7f000001");
    WANTED.put(0xff07, "7f000001");
    WANTED.put(0xff09, HexFormat.of().formatHex("udp".getBytes()));
    WANTED.put(0xff0b, "74776f");
    WANTED.put(0xff0c, "6f6e65");
    WANTED.put(0xff0d, "74776f");
  }

  @Test
  void rewrittenOptionsReachTheServerAndTheClientsOwnDoNot(Vertx vertx) throws Exception {
    AtomicReference<Message> seen = new AtomicReference<>();
    try (FakeUpstream upstream = FakeUpstream.start(vertx, question -> answer(question, seen));
        TestServer server = TestServer.start(vertx, corefile(upstream.port()))) {
      Message question =
          Message.newQuery(
              Record.newRecord(Name.fromString("www.example.org."), Type.A, DClass.IN));
      question.addRecord(
          new OPTRecord(1232, 0, 0, 0, new CookieOption(new byte[8])), Section.ADDITIONAL);
      assertThat(server.send(question, false).getOPT().getOptions()).isEmpty();

      Map<Integer, String> options = options(seen.get().getOPT().getOptions());
      assertThat(number(options.remove(0xff06))).isBetween(1, 65_535);
      assertThat(number(options.remove(0xff08))).isEqualTo(server.port());
      assertThat(options).isEqualTo(WANTED);
    }
  }

  private static byte[] answer(Message question, AtomicReference<Message> seen) {
    if (!question.getQuestion().getName().equals(Name.root)) {
      seen.set(question);
    }
    return FakeUpstream.answer(question, "www.example.org. 60 IN A 192.0.2.1");
  }

  private static String corefile(int upstream) {
    return """
        .:0 {
            rewrite continue edns0 nsid set revert
            rewrite continue edns0 subnet set 24 56
            rewrite continue edns0 local set 0xff01 abcd
            rewrite continue edns0 local set 0xff02 0x61626364 revert
            rewrite continue edns0 local set 0xff03 {qname}
            rewrite continue edns0 local set 0xff04 {qtype}
            rewrite continue edns0 local set 0xff05 {client_ip}
            rewrite continue edns0 local set 0xff06 {client_port}
            rewrite continue edns0 local set 0xff07 {server_ip}
            rewrite continue edns0 local set 0xff08 {server_port}
            rewrite continue edns0 local set 0xff09 {protocol}
            rewrite continue edns0 local replace 0xff0a two
            rewrite continue edns0 local set 0xff0b one
            rewrite continue edns0 local replace 0xff0b two
            rewrite continue edns0 local set 0xff0c one
            rewrite continue edns0 local append 0xff0c two
            rewrite continue edns0 local append 0xff0d two
            rewrite continue edns0 local set 0xff0e one
            rewrite continue edns0 local unset 0xff0e
            forward . 127.0.0.1:%d
        }
        """
        .formatted(upstream);
  }

  private static Map<Integer, String> options(List<EDNSOption> options) {
    Map<Integer, String> data = new TreeMap<>();
    for (EDNSOption option : options) {
      byte[] wire = option.toWire();
      data.put(option.getCode(), HexFormat.of().formatHex(wire, 4, wire.length));
    }
    return data;
  }

  private static int number(String hex) {
    return Integer.parseInt(hex, 16);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "edns0 local | near 'edns0': needs a kind of option (local, nsid or subnet) and an action",
        "edns0 global set 1 a | near 'global': the options are local, nsid and subnet",
        "edns0 local put 1 a | near 'put': the actions are set, append, replace and unset",
        "edns0 local set 1 | near 'local': needs the option's code and its data",
        "edns0 local set one a | near 'one': not a number, as in 0xffee",
        "edns0 local set 65536 a | near '65536': must be between 1 and 65535",
        "edns0 local set 1 0xa | near '0xa': not hexadecimal",
        "edns0 local set 1 {kubernetes/pod} | near '{kubernetes/pod}': the variables are {qname}",
        "edns0 nsid set a | near 'a': one word too many",
        "edns0 subnet set 24 | near 'subnet': needs the prefix lengths of IPv4 and IPv6",
        "edns0 subnet set 33 56 | near '33': must be between 0 and 32",
      })
  void faultsNameTheWord(String rule, String fault, Vertx vertx) {
    assertThatThrownBy(() -> TestServer.start(vertx, ".:0 {\n rewrite " + rule + "\n}\n"))
        .hasMessageContaining("Corefile:2: " + fault);
  }
}
