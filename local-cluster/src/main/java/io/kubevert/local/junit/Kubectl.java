package io.kubevert.local.junit;

import io.kubevert.client.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The real kubectl, as the administrator of a cluster. Methods block until it exits, two minutes at
 * most.
 */
public final class Kubectl {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Path kubeconfig;

  /**
   * @param kubeconfig of the cluster
   */
  public Kubectl(Path kubeconfig) {
    this.kubeconfig = kubeconfig;
  }

  /**
   * Runs kubectl.
   *
   * @return what it printed
   * @throws AssertionError when it exits with anything but 0
   */
  public String run(String... arguments) throws IOException, InterruptedException {
    return runWith("", arguments);
  }

  /** Runs kubectl with a text on its standard input, as in {@code apply -f -}. */
  public String runWith(String input, String... arguments)
      throws IOException, InterruptedException {
    Command.Result result = tryToRun(input, arguments);
    if (result.exitCode() != 0) {
      throw new AssertionError(
          "kubectl %s exited with %d:%n%s"
              .formatted(String.join(" ", arguments), result.exitCode(), result.output()));
    }
    return result.output();
  }

  /** Runs kubectl and returns its exit code, too. */
  public Command.Result tryToRun(String input, String... arguments)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("kubectl", "--kubeconfig", kubeconfig.toString()));
    words.addAll(List.of(arguments));
    return new Command(words, input, LIMIT).await();
  }

  /** The kubeconfig, for other clients and for kubectl processes of one's own. */
  public Path kubeconfig() {
    return kubeconfig;
  }
}
