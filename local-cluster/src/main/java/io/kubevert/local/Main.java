package io.kubevert.local;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What the program {@code kubevert} runs Java for. */
@Command(
    name = "local-cluster",
    mixinStandardHelpOptions = true,
    description = "A whole cluster in one JVM, each node a network namespace.",
    subcommands = {RunCommand.class, DestroyCommand.class, ImageCommand.class})
public final class Main {

  private Main() {}

  /** Exits by itself only on failure; a running cluster keeps the process alive. */
  public static void main(String[] arguments) {
    int code = new CommandLine(new Main()).execute(arguments);
    if (code != 0) {
      System.exit(code);
    }
  }
}
