package io.kubevert.nodeagent.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One process, told from a later one with the same number by when it started.
 *
 * @param startTicks the start time since boot, from {@code /proc/PID/stat}
 * @param boot the kernel's boot identifier
 */
public record ProcessId(int pid, long startTicks, String boot) {
  private static final int START_TIME_AFTER_NAME = 20;
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  /**
   * @throws IOException if no such process runs
   */
  public static ProcessId of(int pid) throws IOException {
    return new ProcessId(pid, started(pid), currentBoot());
  }

  /** Whether this very process still runs; one that has ended and waits for its parent does not. */
  public boolean isAlive() {
    try {
      return boot.equals(currentBoot()) && state(pid) != 'Z' && startTicks == started(pid);
    } catch (IOException e) {
      return false;
    }
  }

  /** The number of the process that made this one or took it over. */
  public int parent() throws IOException {
    return Integer.parseInt(stat(pid)[1]);
  }

  private static String currentBoot() throws IOException {
    return Files.readString(BOOT_ID).strip();
  }

  private static long started(int pid) throws IOException {
    return Long.parseLong(stat(pid)[START_TIME_AFTER_NAME - 1]);
  }

  private static char state(int pid) throws IOException {
    return stat(pid)[0].charAt(0);
  }

  /** The fields after the program's name, which may itself hold spaces and brackets. */
  private static String[] stat(int pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Integer.toString(pid), "stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
  }
}
