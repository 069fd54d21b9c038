package io.kubevert.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightTest {

  @Test
  void readsAndWritesHaveLimitsOfTheirOwn() {
    InFlight inFlight = new InFlight(1, 2);
    assertThat(inFlight.enter("list")).isTrue();
    assertThat(inFlight.enter("get")).isFalse();
    assertThat(inFlight.enter("create")).isTrue();
    assertThat(inFlight.enter("patch")).isTrue();
    assertThat(inFlight.enter("delete")).isFalse();
    inFlight.leave("list");
    inFlight.leave("create");
    assertThat(inFlight.enter("get")).isTrue();
    assertThat(inFlight.enter("delete")).isTrue();
  }
}
