package io.kubevert.kubectl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What kubectl carries streams over: the newer way, and the one that older clients have. */
enum Transport {
  WEBSOCKET("true"),
  SPDY("false");

  private final String webSockets;

  Transport(String webSockets) {
    this.webSockets = webSockets;
  }

  /** Starts kubectl, for two minutes at most; its error output goes where its output goes. */
  Process start(Path kubeconfig, String... arguments) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of("timeout", "120", "kubectl", "--kubeconfig", kubeconfig.toString()));
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    configure(builder);
    return builder.start();
  }

  /** Makes a program that runs kubectl use this transport. */
  void configure(ProcessBuilder builder) {
    builder.environment().put("KUBECTL_REMOTE_COMMAND_WEBSOCKETS", webSockets);
    builder.environment().put("KUBECTL_PORT_FORWARD_WEBSOCKETS", webSockets);
  }
}
