package io.kubevert.coredns.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that change while a server reads them. */
public final class WholeFile {
  private WholeFile() {}

  /** Puts a text in a file's place at once, as a ConfigMap's are, so that no half of it is read. */
  public static void replace(Path file, String text) throws IOException {
    Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
