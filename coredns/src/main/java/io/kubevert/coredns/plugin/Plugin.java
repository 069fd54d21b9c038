package io.kubevert.coredns.plugin;

import io.vertx.core.Future;

/** A plugin as one server block uses it. */
public interface Plugin {

  /**
   * Puts this plugin in front of the rest of the chain; those that answer nothing put nothing
   * there.
   */
  default Handler before(Handler next) {
    return next;
  }

  /**
   * Whether this wants questions of other classes than IN, too; others are not even asked about
   * them. Only counts in a server block that accepts such questions.
   */
  default boolean takesOtherClasses() {
    return false;
  }

  /** Called once, before the first question. */
  default Future<Void> start() {
    return Future.succeededFuture();
  }

  /** Called once, after the last question. */
  default Future<Void> stop() {
    return Future.succeededFuture();
  }

  /** Whether this can do its work; asked by the {@code ready} plugin. */
  default boolean ready() {
    return true;
  }
}
