package io.kubevert.kubeproxy.loadbalancer.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MembersTest {
  private final Members members = new Members("self", Duration.ofMillis(1_750));

  @Test
  void aSilentMemberIsDeadOnceOurOwnLaterSignIsBack() {
    beat(0, "self", "other");
    beat(500, "self");
    beat(1_000, "self");
    beat(1_500, "self");
    assertThat(members.alive()).containsExactlyInAnyOrder("self", "other");

    assertThat(members.heard("self", 2_000)).isTrue();

    assertThat(members.alive()).containsExactly("self");
  }

  @Test
  void nobodyDiesWhileTheControlPlaneIsAway() {
    beat(0, "self", "other", "third");
    beat(400, "other");

    assertThat(members.inContact(60_000)).isFalse();
    assertThat(members.heard("third", 60_000)).isFalse();
    assertThat(members.heard("self", 60_100)).as("back in contact").isTrue();
    assertThat(members.alive()).containsExactlyInAnyOrder("self", "other", "third");

    beat(61_000, "self", "third");
    beat(61_900, "self", "third");
    assertThat(members.alive())
        .as("who did not come back")
        .containsExactlyInAnyOrder("self", "third");
  }

  @Test
  void whoSaysGoodbyeIsGoneAtOnce() {
    beat(0, "self", "other");

    assertThat(members.gone("other")).isTrue();
    assertThat(members.gone("other")).isFalse();
    assertThat(members.alive()).containsExactly("self");
  }

  @Test
  void whoComesBackIsAliveAtOnce() {
    beat(0, "self");

    assertThat(members.heard("other", 100)).isTrue();
    assertThat(members.heard("other", 200)).isFalse();
  }

  private void beat(long now, String... nodes) {
    for (String node : nodes) {
      members.heard(node, now);
    }
  }
}
