package io.kubevert.walkthrough;

import io.kubevert.client.process.Command;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A pod to look at the cluster from. */
public record Client(Scene scene, String name) {

  /** Runs a program in the pod and returns what it printed. */
  public String run(String... words) throws Exception {
    return scene.run(exec(words));
  }

  /** Runs a program in the pod, whatever its exit code. */
  public Command.Result tryToRun(String... words) throws Exception {
    return scene.tryToRun(exec(words));
  }

  /** One request after the other, each on a connection of its own; a line for each answer. */
  public List<String> requests(int count, String url) throws Exception {
    return tryToRun(
            "curl", "-sS", "-m", "20", "-H", "Connection: close", url + "/?[1-" + count + "]")
        .output()
        .lines()
        .toList();
  }

  /** How many of the requests each pod answered, by the pod's name. */
  public Map<String, Long> answersByPod(int count, String url) throws Exception {
    return requests(count, url).stream()
        .collect(Collectors.groupingBy(line -> line.split(" ")[0], Collectors.counting()));
  }

  private String[] exec(String... words) {
    return Stream.concat(Stream.of("exec", name, "--"), Stream.of(words)).toArray(String[]::new);
  }
}
