package io.kubevert.nodeagent.server;

import io.vertx.core.MultiMap;

/** Which streams a session has. */
record StreamOptions(boolean stdin, boolean stdout, boolean stderr, boolean tty) {

  static StreamOptions of(MultiMap query) {
    boolean tty = truth(query, "tty");
    return new StreamOptions(
        truth(query, "stdin"), truth(query, "stdout"), truth(query, "stderr") && !tty, tty);
  }

  private static boolean truth(MultiMap query, String name) {
    String value = query.get(name);
    return value != null && (value.equals("true") || value.equals("1"));
  }
}
