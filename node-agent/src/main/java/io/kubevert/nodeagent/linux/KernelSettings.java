package io.kubevert.nodeagent.linux;

import io.kubevert.client.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Whether {@code /proc/sys} can be written, which the settings of nodes and pods need. */
public final class KernelSettings {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Path SETTINGS = Path.of("/proc/sys");
  private static final Path SAMPLE = SETTINGS.resolve("net/ipv4/ip_forward");

  private KernelSettings() {}

  /**
   * Makes {@code /proc/sys} writable in this process's mount namespace. Docker and others mount it
   * read-only in containers that are not privileged, also in those that may mount. Blocks.
   */
  public static void makeWritable() throws IOException, InterruptedException {
    if (Files.isWritable(SAMPLE)) {
      return;
    }
    Command.Result result =
        Command.of("mount", "-o", "remount,bind,rw", SETTINGS.toString()).within(LIMIT).await();
    if (result.exitCode() != 0) {
      throw new IOException(
          SETTINGS
              + " is read-only and cannot be mounted otherwise ("
              + result.output().strip()
              + "): give the node's container the capability SYS_ADMIN, or run it privileged");
    }
  }
}
