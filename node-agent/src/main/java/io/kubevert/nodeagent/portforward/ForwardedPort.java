package io.kubevert.nodeagent.portforward;

/** Port numbers as clients write them. */
final class ForwardedPort {
  static final int NONE = 0;
  private static final int HIGHEST = 65_535;

  private ForwardedPort() {}

  /** The port; {@link #NONE} for what is none. */
  static int parse(String text) {
    if (!text.matches("[0-9]{1,5}")) {
      return NONE;
    }
    int port = Integer.parseInt(text);
    return port <= HIGHEST ? port : NONE;
  }

  /** Why a port could not be reached, for the client's user. */
  static String complaint(String pod, int port, Throwable failure) {
    return "failed to connect to localhost:%d inside pod %s: %s"
        .formatted(port, pod, failure.getMessage());
  }
}
