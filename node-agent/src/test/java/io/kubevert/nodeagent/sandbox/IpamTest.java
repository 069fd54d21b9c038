package io.kubevert.nodeagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubevert.nodeagent.network.Ipv4Range;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No address is ever given twice. */
final class IpamTest {
  private static final Ipv4Range RANGE = Ipv4Range.parse("10.233.64.0/29");

  @TempDir private Path directory;

  @Test
  void everyAddressIsGivenOnceAndThenNone() throws IOException {
    Ipam ipam = new Ipam(directory);
    List<String> given = new ArrayList<>();
    for (int pod = 0; pod < 5; pod++) {
      given.add(ipam.allocate(RANGE, "pod-" + pod));
    }
    // Neither the network's, nor the bridge's, nor the broadcast address.
    assertThat(given)
        .containsExactly("10.233.64.2", "10.233.64.3", "10.233.64.4", "10.233.64.5", "10.233.64.6");
    assertThatThrownBy(() -> ipam.allocate(RANGE, "one-more"))
        .hasMessage("no address of 10.233.64.0/29 is free: this node has too many pods");
    ipam.release("10.233.64.4", "pod-2");
    assertThat(ipam.allocate(RANGE, "one-more")).isEqualTo("10.233.64.4");
  }

  @Test
  void anAddressThatWasGivenBackRests() throws IOException {
    Ipam ipam = new Ipam(directory);
    ipam.release(ipam.allocate(RANGE, "pod"), "pod");
    assertThat(ipam.allocate(RANGE, "pod")).isEqualTo("10.233.64.3");
  }

  @Test
  void onlyItsHolderGivesAnAddressBack() throws IOException {
    Ipam ipam = new Ipam(directory);
    String address = ipam.allocate(RANGE, "pod");
    ipam.release(address, "another");
    // The next agent over the same directory.
    assertThat(new Ipam(directory).allocate(RANGE, "third")).isNotEqualTo(address);
  }
}
