package io.kubevert.kubeproxy.loadbalancer.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArpPacketTest {
  private static final String REQUEST =
      "0001080006040001" + "020000000001" + "c0000201" + "000000000000" + "c0000264";

  @Test
  void readsWhatItWrites() {
    ArpPacket request = decode(REQUEST);

    assertThat(request)
        .isEqualTo(
            new ArpPacket(
                ArpPacket.Operation.REQUEST,
                new MacAddress(0x02_0000_0000_01L),
                IpAddress.parse("192.0.2.1"),
                MacAddress.UNKNOWN,
                IpAddress.parse("192.0.2.100")));
    assertThat(HexFormat.of().formatHex(request.encode())).isEqualTo(REQUEST);
  }

  @Test
  void answersWhoAsked() {
    assertThat(
            HexFormat.of()
                .formatHex(decode(REQUEST).reply(new MacAddress(0x02_0000_0000_02L)).encode()))
        .isEqualTo("0001080006040002" + "020000000002" + "c0000264" + "020000000001" + "c0000201");
  }

  @ParameterizedTest
  @CsvSource({
    "an empty packet,   ''",
    "a short packet,    00010800060400010200000000",
    "another link,      00060800060400010200000000010203040500000000000001020304",
    "another protocol,  000186dd060400010200000000010203040500000000000001020304",
    "a reverse request, 00010800060400030200000000010203040500000000000001020304",
  })
  void leavesAloneWhatIsNotItsOwn(String what, String packet) {
    assertThat(ArpPacket.decode(HexFormat.of().parseHex(packet))).as(what).isEmpty();
  }

  @Test
  void anyTruncationIsNoPacket() {
    byte[] whole = HexFormat.of().parseHex(REQUEST);
    for (int length = 0; length < whole.length; length++) {
      assertThat(ArpPacket.decode(Arrays.copyOf(whole, length))).isEmpty();
    }
  }

  private static ArpPacket decode(String hex) {
    return ArpPacket.decode(HexFormat.of().parseHex(hex)).orElseThrow();
  }
}
