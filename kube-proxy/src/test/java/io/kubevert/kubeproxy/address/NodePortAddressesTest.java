package io.kubevert.kubeproxy.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodePortAddressesTest {
  private static final List<String> PRIMARY = List.of("192.0.2.1", "2001:db8::1");
  private static final List<InetAddress> LINKS =
      Arrays.asList(
              "127.0.0.1", "192.0.2.1", "192.0.2.9", "10.0.0.1", "::1", "fe80::1", "2001:db8::1")
          .stream()
          .map(InetAddress::ofLiteral)
          .toList();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          primary              | 192.0.2.1 2001:db8::1
          192.0.2.0/24         | 192.0.2.1 192.0.2.9
          0.0.0.0/0 ::/0       | 10.0.0.1 192.0.2.1 192.0.2.9 2001:db8::1
          127.0.0.0/8          |
          fe80::/10 2001::/16  | 2001:db8::1
          """)
  void nodePortsAnswerAt(String flag, String addresses) {
    assertThat(NodePortAddresses.parse(List.of(flag.split(" "))).select(PRIMARY, LINKS))
        .isEqualTo(addresses == null ? List.of() : List.of(addresses.split(" ")));
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(NodePortAddresses.parse(List.of("primary", "10.0.0.0/40")).faults())
        .containsExactly(
            "'primary' stands beside CIDRs, in the addresses of node ports",
            "'10.0.0.0/40' does not end in a prefix length of at most 32, in the addresses of node"
                + " ports");
  }
}
