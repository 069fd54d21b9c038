package io.kubevert.kubeproxy.loadbalancer.membership;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Who is alive, as one node sees it. Pure: time is passed in, in milliseconds of any clock that
 * only goes forward.
 *
 * <p>A silent member is dead once a sign of our own, sent later, has come back: so nobody is taken
 * for dead while the control plane is away, or while we were stalled ourselves.
 */
final class Members {
  private final String self;
  private final long patienceMillis;
  private final Map<String, Long> heard = new HashMap<>();

  /**
   * @param patience how long after its last sign a member counts as alive
   */
  Members(String self, Duration patience) {
    this.self = self;
    this.patienceMillis = patience.toMillis();
  }

  /**
   * A sign of life.
   *
   * @return whether to look at everything anew: another set is alive, or we are back in contact
   */
  boolean heard(String node, long now) {
    Set<String> before = alive();
    boolean back = false;
    if (node.equals(self)) {
      back = !inContact(now);
      if (back) {
        heard.replaceAll((member, at) -> now);
      }
      heard.values().removeIf(at -> now - at > patienceMillis);
    }
    heard.put(node, now);
    return back || !before.equals(alive());
  }

  /**
   * A member said goodbye.
   *
   * @return whether it was alive
   */
  boolean gone(String node) {
    return heard.remove(node) != null;
  }

  /** Whether our own signs come back from the control plane. */
  boolean inContact(long now) {
    Long own = heard.get(self);
    return own != null && now - own <= patienceMillis;
  }

  Set<String> alive() {
    return Set.copyOf(heard.keySet());
  }
}
