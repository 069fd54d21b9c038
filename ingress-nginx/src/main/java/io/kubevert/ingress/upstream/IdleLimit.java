package io.kubevert.ingress.upstream;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Of very many connections that nothing is asked on, the one that was asked longest ago ends. */
final class IdleLimit<C> {
  private final Set<C> idle = new LinkedHashSet<>();
  private final int most;
  private final Consumer<C> ending;

  /**
   * @param ending ends a connection
   */
  IdleLimit(int most, Consumer<C> ending) {
    this.most = most;
    this.ending = ending;
  }

  void add(C connection) {
    idle.add(connection);
    if (idle.size() > most) {
      Iterator<C> eldest = idle.iterator();
      C ended = eldest.next();
      eldest.remove();
      ending.accept(ended);
    }
  }

  void remove(C connection) {
    idle.remove(connection);
  }
}
