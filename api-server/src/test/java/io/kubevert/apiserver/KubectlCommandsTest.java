package io.kubevert.apiserver;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every command of kubectl that touches the server and needs no pod that runs: a line of {@code
 * kubectl-commands.txt} each, with what it prints. The lines go on from one another.
 */
class KubectlCommandsTest {
  private static final KubectlRows ROWS = KubectlRows.of("kubectl-commands.txt");

  @RegisterExtension static final RunningApiServer server = new RunningApiServer();

  @BeforeAll
  static void start() throws Exception {
    for (String file :
        List.of(
            "settings.yaml",
            "conflict.yaml",
            "node.yaml",
            "web.yaml",
            "pruned.yaml",
            "role.yaml")) {
      Files.writeString(server.directory().resolve(file), KubectlRows.resource(file));
    }
  }

  @Test
  void everyCommandDoesWhatItSays() throws Exception {
    ROWS.check(server);
  }

  /** Whoever adds a command to kubectl's list sees here that a row is missing. */
  @Test
  void noCommandIsLeftOut() throws Exception {
    String used =
        ROWS.rows().stream()
            .map(KubectlRows.Row::command)
            .collect(Collectors.joining("\n", "\n", "\n"));
    List<String> missing = new ArrayList<>();
    for (String command :
        List.of(
            "create",
            "expose",
            "run",
            "set",
            "explain",
            "get",
            "edit",
            "delete",
            "rollout",
            "scale",
            "autoscale",
            "cluster-info",
            "top",
            "cordon",
            "uncordon",
            "drain",
            "taint",
            "describe",
            "auth",
            "diff",
            "apply",
            "patch",
            "replace",
            "wait",
            "label",
            "annotate",
            "api-resources",
            "api-versions",
            "events",
            "version",
            "certificate",
            "debug")) {
      if (!used.contains("\n" + command + " ") && !used.contains("\n" + command + "\n")) {
        missing.add(command);
      }
    }
    Assertions.assertThat(missing).isEmpty();
  }
}
