package io.kubevert.ingress.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** For how long a ticket that was given can be read. */
class TicketKeysTest {
  private static final SessionRules RULES = new SessionRules(true, true, Duration.ofMinutes(10));
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  /** A handshake a minute. */
  @Test
  void areKnownForTheLifeOfASessionAtMostAndForHalfOfItAtLeast() {
    TreeMap<Long, TicketKeys> byTime = new TreeMap<>();
    TicketKeys keys = TicketKeys.of(RULES, 0);
    for (long now = 0; now < 60; now++) {
      keys = keys.areFor(RULES, now * MINUTE) ? keys : keys.next(RULES, now * MINUTE);
      byTime.put(now, keys);
    }
    byTime.forEach(
        (given, then) ->
            byTime
                .tailMap(given)
                .forEach(
                    (now, held) -> {
                      boolean readable = List.of(held.all()).contains(then.current());
                      if (now - given < 5) {
                        assertThat(readable).as(given + " at " + now).isTrue();
                      }
                      if (now - given >= 10) {
                        assertThat(readable).as(given + " at " + now).isFalse();
                      }
                    }));
  }

  @Test
  void areNewWhereNobodyCameForLongAndWhereTheRulesAreOthers() {
    TicketKeys keys = TicketKeys.of(RULES, 0);
    SessionRules shorter = new SessionRules(true, true, Duration.ofMinutes(1));
    List<TicketKeys> later = new ArrayList<>();
    later.add(keys.next(RULES, 10 * MINUTE));
    later.add(keys.next(shorter, 1));
    assertThat(keys.areFor(shorter, 1)).isFalse();
    assertThat(later).allSatisfy(each -> assertThat(each.all()).doesNotContain(keys.all()));
  }
}
