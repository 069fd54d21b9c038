package io.kubevert.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the kernel says about processes (proc(5)). */
public final class Processes {
  private static final double TICKS_PER_SECOND = 100;
  private static final int FIRST_TIME = 11;
  private static final int LAST_TIME = 14;

  private Processes() {}

  /**
   * Resident memory; a page that several processes share is counted with each.
   *
   * @param others how many processes there are besides the JVM
   */
  public record Memory(long jvmMegabytes, int others, long otherMegabytes) {}

  /** Of the JVM, and of all processes of pods: those that name the directory, and theirs. */
  public static Memory memory(long jvm, Path directory) throws IOException {
    Set<Long> others =
        ProcessHandle.allProcesses()
            .filter(process -> isAt(process, directory))
            .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
            .map(ProcessHandle::pid)
            .filter(pid -> pid != jvm)
            .collect(Collectors.toSet());
    long kilobytes = 0;
    for (long pid : others) {
      kilobytes += residentKilobytes(pid);
    }
    return new Memory(residentKilobytes(jvm) / 1024, others.size(), kilobytes / 1024);
  }

  /** User and system time of a process and of its children that have ended. */
  public static double cpuSeconds(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = 0;
    for (int field = FIRST_TIME; field <= LAST_TIME; field++) {
      ticks += Long.parseLong(fields[field]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  public static double loadAverage() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** Resident memory of one process. */
  public static long residentMegabytes(long pid) throws IOException {
    return residentKilobytes(pid) / 1024;
  }

  private static boolean isAt(ProcessHandle process, Path directory) {
    return process.info().commandLine().orElse("").contains(directory.toString());
  }

  /** 0 for a process that has ended. */
  public static long residentKilobytes(long pid) throws IOException {
    try (Stream<String> status = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return status
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (NoSuchFileException e) {
      return 0;
    }
  }
}
