package io.kubevert.kubeproxy.loadbalancer.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NeighbourMessageTest {
  private static final MacAddress HERE = new MacAddress(0x02_0000_0000_02L);
  private static final IpAddress HERE_IP = IpAddress.parse("2001:db8::2");
  private static final IpAddress TARGET = IpAddress.parse("2001:db8::100");

  /** Who has 2001:db8::100, tell 2001:db8::1. */
  private static final String SOLICITATION =
      "6000000000203aff"
          + "20010db8000000000000000000000001"
          + "ff0200000000000000000001ff000100"
          + "87000a2700000000"
          + "20010db8000000000000000000000100"
          + "0101020000000001";

  @Test
  void readsWhatItWrites() {
    NeighbourMessage solicitation = decode(SOLICITATION);

    assertThat(solicitation.kind()).isEqualTo(NeighbourMessage.Kind.SOLICITATION);
    assertThat(solicitation.target()).isEqualTo(TARGET);
    assertThat(solicitation.linkAddress()).contains(new MacAddress(0x02_0000_0000_01L));
    NeighbourMessage reply = solicitation.reply(HERE_IP, HERE);
    assertThat(decode(HexFormat.of().formatHex(reply.encode()))).isEqualTo(reply);
    assertThat(reply.destination()).isEqualTo(IpAddress.parse("2001:db8::1"));
    assertThat(reply.flags()).isEqualTo(NeighbourMessage.SOLICITED | NeighbourMessage.OVERRIDE);
  }

  @Test
  void itsChecksumIsRight() {
    byte[] packet = decode(SOLICITATION).reply(HERE_IP, HERE).encode();
    int sum = 32 + 58;
    for (int i = 8; i < packet.length; i += 2) {
      sum += Byte.toUnsignedInt(packet[i]) << 8 | Byte.toUnsignedInt(packet[i + 1]);
    }
    while (sum >> 16 != 0) {
      sum = (sum & 0xffff) + (sum >> 16);
    }
    assertThat(sum).isEqualTo(0xffff);
  }

  @Test
  void whoHasNoAddressYetIsAnsweredForEverybodyToHear() {
    String anonymous =
        SOLICITATION.replace(
            "20010db8000000000000000000000001", "00000000000000000000000000000000");
    NeighbourMessage reply = decode(anonymous).reply(HERE_IP, HERE);

    assertThat(reply.destination()).isEqualTo(NeighbourMessage.ALL_NODES);
    assertThat(reply.flags()).isEqualTo(NeighbourMessage.OVERRIDE);
  }

  @Test
  void aPacketThatARouterPassedOnIsForged() {
    assertThat(
            NeighbourMessage.decode(
                HexFormat.of().parseHex(SOLICITATION.replace("203aff", "203afe"))))
        .isEmpty();
  }

  @Test
  void whateverIsCutOffOrChangedIsReadOrLeftAlone() {
    byte[] whole = HexFormat.of().parseHex(SOLICITATION);
    for (int length = 0; length < 64; length++) {
      assertThat(NeighbourMessage.decode(Arrays.copyOf(whole, length))).isEmpty();
    }
    assertThat(NeighbourMessage.decode(Arrays.copyOf(whole, 64)))
        .map(NeighbourMessage::linkAddress)
        .contains(Optional.empty());
    Random random = new Random(1);
    for (int times = 0; times < 10_000; times++) {
      byte[] broken = whole.clone();
      broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      NeighbourMessage.decode(broken).ifPresent(NeighbourMessage::encode);
    }
  }

  private static NeighbourMessage decode(String hex) {
    return NeighbourMessage.decode(HexFormat.of().parseHex(hex)).orElseThrow();
  }
}
