package io.kubevert.nodeagent.linux;

import io.kubevert.systemcall.SystemCall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** File systems in memory, mounted by this process without a program of their own. Calls block. */
public final class Mounts {
  private static final Path TABLE = Path.of("/proc/self/mounts");
  private static final long NO_SET_USER_ID = 2;
  private static final long NO_DEVICES = 4;
  private static final int DETACH = 2;
  private static final SystemCall MOUNT =
      SystemCall.of(
          "mount",
          ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS,
          ValueLayout.ADDRESS,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_LONG,
          ValueLayout.ADDRESS);
  private static final SystemCall UNMOUNT =
      SystemCall.of("umount2", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);

  private Mounts() {}

  /**
   * Mounts an empty file system in memory, open to everybody, unless something is mounted there.
   *
   * @param directory made if it is not there
   * @param bytes how much it may hold; 0 for half of the machine's memory
   */
  public static void memory(Path directory, long bytes) throws IOException {
    Files.createDirectories(directory);
    if (below(directory).contains(directory)) {
      return;
    }
    String options = "mode=1777" + (bytes == 0 ? "" : ",size=" + bytes);
    try (Arena arena = Arena.ofConfined()) {
      MOUNT.call(
          arena.allocateFrom("tmpfs"),
          arena.allocateFrom(directory.toString()),
          arena.allocateFrom("tmpfs"),
          NO_SET_USER_ID | NO_DEVICES,
          arena.allocateFrom(options));
    }
  }

  /** Unmounts everything at and below a directory, as seen by this process. */
  public static void detachBelow(Path directory) throws IOException {
    for (Path mounted : below(directory)) {
      try (Arena arena = Arena.ofConfined()) {
        UNMOUNT.call(arena.allocateFrom(mounted.toString()), DETACH);
      }
    }
  }

  /** The innermost first. */
  private static List<Path> below(Path directory) throws IOException {
    return new String(Files.readAllBytes(TABLE), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.split(" ")[1])
        .filter(mounted -> mounted.startsWith(directory.toString()))
        .map(Path::of)
        .filter(mounted -> mounted.startsWith(directory))
        .sorted(Comparator.comparingInt(Path::getNameCount).reversed())
        .toList();
  }
}
