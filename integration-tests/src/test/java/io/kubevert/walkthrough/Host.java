package io.kubevert.walkthrough;

import io.kubevert.client.process.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The machine outside the cluster, where a person's browser would be. */
final class Host {
  private static final Duration LIMIT = Duration.ofSeconds(40);

  private Host() {}

  /** What curl got, and its exit code: 7 for a refused connection, 28 for a time-out. */
  static Command.Result curl(String... arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of("curl", "-s", "-m", "20", "--noproxy", "*"));
    words.addAll(List.of(arguments));
    return new Command(words, "", LIMIT).await();
  }
}
