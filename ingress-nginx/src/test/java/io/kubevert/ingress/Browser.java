package io.kubevert.ingress;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Debian's Chromium without a window, which finds one host at a controller, and no other. */
final class Browser implements AutoCloseable {
  private final Path directory;
  private final Process process;

  /** Opens a page. */
  Browser(Rig rig, String host, String url) {
    String hosts =
        "MAP %1$s:80 127.0.0.1:%2$d,MAP %1$s:443 127.0.0.1:%3$d,MAP * ~NOTFOUND"
            .formatted(host, rig.http(), rig.https());
    try {
      directory = Files.createTempDirectory("ingress-browser");
      ProcessBuilder builder =
          new ProcessBuilder(
              List.of(
                  "chromium",
                  "--headless",
                  "--no-sandbox",
                  "--no-first-run",
                  "--no-proxy-server",
                  "--disable-gpu",
                  "--disable-dev-shm-usage",
                  "--disable-background-networking",
                  "--disable-component-update",
                  "--ignore-certificate-errors",
                  // Without it the process ends as soon as the page is there.
                  "--remote-debugging-port=0",
                  "--user-data-dir=" + directory,
                  "--host-resolver-rules=" + hosts,
                  url));
      builder.environment().put("HOME", directory.toString());
      process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("output").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("chromium is needed: apt-get install chromium", e);
    }
  }

  /** What it wrote, for a test that fails. */
  String output() {
    try {
      return Files.readString(directory.resolve("output"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    Stream.concat(Stream.of(process.toHandle()), children.stream())
        .forEach(each -> each.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    // A process that it has let go of may still write for a moment.
    Rig.await(this::isDeleted);
  }

  private boolean isDeleted() {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
      return true;
    } catch (IOException | UncheckedIOException e) {
      return !Files.exists(directory);
    }
  }
}
