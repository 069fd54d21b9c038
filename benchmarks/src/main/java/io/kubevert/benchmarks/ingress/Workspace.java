package io.kubevert.benchmarks.ingress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A directory for the files of one run, and the processes that read them. */
final class Workspace implements AutoCloseable {
  private static final int LARGE = 100_000;
  private static final int STOP_SECONDS = 10;

  /** The workers of nginx run as another user. */
  private static final Set<PosixFilePermission> OF_ALL =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private final Path directory;
  private final Map<Process, Path> logs = new LinkedHashMap<>();

  private Workspace(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes the directory, the pages of the backend and a certificate, with such a key as Kubevert
   * has for clients that indicate no host: the loads do not.
   */
  static Workspace create() throws IOException, InterruptedException {
    Workspace workspace =
        new Workspace(
            Files.createTempDirectory(
                "kubevert-bench-ingress", PosixFilePermissions.asFileAttribute(OF_ALL)));
    Files.createDirectories(workspace.file("www"));
    Files.write(workspace.file("www/large"), new byte[LARGE]);
    workspace.certificate("certificate", Ports.HOST);
    String pair =
        Files.readString(workspace.file("certificate.pem"))
            + Files.readString(workspace.file("certificate.key"));
    Files.writeString(workspace.file("pair.pem"), pair);
    return workspace;
  }

  /** Makes a certificate for a host, {@code name.pem}, and its key, {@code name.key}. */
  void certificate(String name, String host) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes"));
    command.addAll(List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-days", "2"));
    command.addAll(List.of("-subj", "/CN=" + host, "-addext", "subjectAltName=DNS:" + host));
    command.addAll(List.of("-keyout", name + ".key", "-out", name + ".pem"));
    run(command);
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  Path write(String name, String text) throws IOException {
    return Files.writeString(file(name), text);
  }

  /** Runs a program to its end, and returns what it printed. */
  String run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + output);
    }
    return output;
  }

  /** Starts a program that runs until this is closed; its messages go to a file of its name. */
  Process start(String name, List<String> command) throws IOException {
    Path log = file(name + ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(log.toFile())
            .start();
    logs.put(process, log);
    return process;
  }

  /** What a program that was started here has complained of so far. */
  String messages(Process process) throws IOException {
    return Files.readString(logs.get(process)).strip();
  }

  @Override
  public void close() throws IOException {
    for (Process process : logs.keySet()) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    try {
      for (Process process : logs.keySet()) {
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      }
      run(List.of("rm", "-r", directory.toString()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
