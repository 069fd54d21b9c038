package io.kubevert.nodeagent.server;

import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.Set;

/** Which streams a session has. */
record StreamOptions(boolean stdin, boolean stdout, boolean stderr, boolean tty) {

  static StreamOptions of(MultiMap query) {
    boolean tty = truth(query, "tty");
    return new StreamOptions(
        truth(query, "stdin"), truth(query, "stdout"), truth(query, "stderr") && !tty, tty);
  }

  /** The types of the streams that a SPDY client opens for them. */
  Set<String> spdyStreams() {
    Set<String> types = new HashSet<>(Set.of("error"));
    if (stdin) {
      types.add("stdin");
    }
    if (stdout) {
      types.add("stdout");
    }
    if (stderr) {
      types.add("stderr");
    }
    if (tty) {
      types.add("resize");
    }
    return types;
  }

  private static boolean truth(MultiMap query, String name) {
    String value = query.get(name);
    return value != null && (value.equals("true") || value.equals("1"));
  }
}
