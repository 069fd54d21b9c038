package io.kubevert.nodeagent.files;

import io.kubevert.nodeagent.environment.MissingReferenceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A directory whose files change all at once, laid out as Kubernetes does: {@code ..data} is a link
 * to the present version's directory, and each visible name is a link into {@code ..data}. Whoever
 * reads sees one version or the next, never a part of both. Calls block.
 */
record AtomicDirectory(Path root) {
  private static final String DATA = "..data";

  /** What a file holds, and its permission bits. */
  record Content(byte[] bytes, int mode) {}

  /**
   * Brings the files to these contents; does nothing when they are so already.
   *
   * @param files by path below the directory
   * @throws MissingReferenceException if a path leads out of the directory
   */
  void write(Map<String, Content> files) throws IOException {
    for (String name : files.keySet()) {
      Path path = root.resolve(name).normalize();
      if (!path.startsWith(root) || path.equals(root) || name.startsWith("..")) {
        throw new MissingReferenceException("path \"" + name + "\" leaves its volume");
      }
    }
    Path data = root.resolve(DATA);
    if (holds(data, files)) {
      return;
    }
    Path before = Files.exists(data) ? data.toRealPath() : null;
    Path version = root.resolve(".." + UUID.randomUUID());
    Files.createDirectory(version);
    for (Map.Entry<String, Content> file : files.entrySet()) {
      write(version.resolve(file.getKey()), file.getValue());
    }
    replaceLink(data, version.getFileName());
    linkNames(files.keySet());
    if (before != null) {
      DirectoryTree.delete(before);
    }
  }

  private static boolean holds(Path data, Map<String, Content> files) throws IOException {
    if (!Files.exists(data)) {
      return false;
    }
    Path version = data.toRealPath();
    Set<String> present;
    try (Stream<Path> found = Files.walk(version)) {
      present =
          found
              .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
              .map(path -> version.relativize(path).toString())
              .collect(Collectors.toSet());
    }
    if (!present.equals(files.keySet())) {
      return false;
    }
    for (Map.Entry<String, Content> file : files.entrySet()) {
      if (!Arrays.equals(
          Files.readAllBytes(version.resolve(file.getKey())), file.getValue().bytes)) {
        return false;
      }
    }
    return true;
  }

  private static void write(Path file, Content content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, content.bytes);
    Files.setPosixFilePermissions(file, permissions(content.mode));
  }

  private static void replaceLink(Path link, Path target) throws IOException {
    Path next = link.resolveSibling(link.getFileName() + "_tmp");
    Files.deleteIfExists(next);
    Files.createSymbolicLink(next, target);
    Files.move(next, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void linkNames(Set<String> files) throws IOException {
    Set<String> names = new TreeSet<>();
    files.forEach(file -> names.add(Path.of(file).getName(0).toString()));
    for (String name : names) {
      if (!Files.isSymbolicLink(root.resolve(name))) {
        Files.createSymbolicLink(root.resolve(name), Path.of(DATA, name));
      }
    }
    List<Path> present;
    try (Stream<Path> found = Files.list(root)) {
      present = found.toList();
    }
    for (Path path : present) {
      String name = path.getFileName().toString();
      if (!name.startsWith("..") && !names.contains(name)) {
        Files.deleteIfExists(path);
      }
    }
  }

  static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values();
    for (int bit = 0; bit < all.length; bit++) {
      if ((mode >> (all.length - 1 - bit) & 1) == 1) {
        permissions.add(all[bit]);
      }
    }
    return permissions;
  }
}
