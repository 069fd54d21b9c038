package io.kubevert.local.teardown;

import io.kubevert.client.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is mounted, from {@code /proc/self/mountinfo}. */
final class MountedTrees {
  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
  private static final int MOUNT_POINT = 4;

  private MountedTrees() {}

  /** Unmounts everything below a directory, what was mounted last first. */
  static void unmountBelow(Path directory) throws IOException, InterruptedException {
    for (Path mount : below(directory, Files.readAllLines(MOUNTS)).reversed()) {
      Command unmount = Command.of("umount", "--lazy", mount.toString());
      Command.Result result = unmount.await();
      if (result.exitCode() != 0) {
        throw new IOException("cannot unmount " + mount + ": " + result.output().strip());
      }
    }
  }

  static List<Path> below(Path directory, List<String> mountInfo) {
    Path top = directory.toAbsolutePath().normalize();
    return mountInfo.stream()
        .flatMap(MountedTrees::mountPoint)
        .filter(mount -> mount.startsWith(top) && !mount.equals(top))
        .toList();
  }

  private static Stream<Path> mountPoint(String line) {
    String[] fields = line.split(" ");
    return fields.length > MOUNT_POINT
        ? Stream.of(Path.of(unescaped(fields[MOUNT_POINT])))
        : Stream.empty();
  }

  /** The kernel writes space, tab, newline and backslash as three octal digits. */
  private static String unescaped(String text) {
    return text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
