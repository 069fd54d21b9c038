package io.kubevert.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How a component is started as a process. */
public final class ComponentCommand {
  private ComponentCommand() {}

  /**
   * Everything before the component's own flags.
   *
   * @param home of the project, built
   * @param mainClass the component's
   */
  public static List<String> java(Path home, List<String> jvmOptions, String mainClass) {
    return Stream.of(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
            jvmOptions,
            List.of("--enable-native-access=ALL-UNNAMED", "-Dvertx.disableDnsResolver=true"),
            List.of("-Dhazelcast.logging.type=slf4j", "-cp"),
            List.of(home.resolve("local-cluster/target/dist/lib") + "/*", mainClass))
        .flatMap(List::stream)
        .toList();
  }
}
