package io.kubevert.local.teardown;

import io.kubevert.netns.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which processes live in which network namespaces, from {@code /proc}. */
final class NamespaceProcesses {
  private static final Path NAMES = Path.of("/run/netns");

  private NamespaceProcesses() {}

  static Set<NetworkNamespace> namespacesStartingWith(String prefix) throws IOException {
    if (!Files.isDirectory(NAMES)) {
      return Set.of();
    }
    try (Stream<Path> files = Files.list(NAMES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(prefix))
          .map(NetworkNamespace::new)
          .collect(Collectors.toCollection(LinkedHashSet::new));
    }
  }

  /** A process that has ended but was not reaped has no namespace any more, so it is not found. */
  static Set<ProcessHandle> in(Set<NetworkNamespace> namespaces) throws IOException {
    Set<String> wanted = new LinkedHashSet<>();
    for (NetworkNamespace namespace : namespaces) {
      if (namespace.exists()) {
        wanted.add("net:[" + Files.getAttribute(namespace.path(), "unix:ino") + "]");
      }
    }
    long self = ProcessHandle.current().pid();
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != self)
        .filter(process -> network(process).filter(wanted::contains).isPresent())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Optional<String> network(ProcessHandle process) {
    try {
      Path link = Path.of("/proc", Long.toString(process.pid()), "ns", "net");
      return Optional.of(Files.readSymbolicLink(link).toString());
    } catch (FileSystemException e) {
      return Optional.empty(); // it has just ended
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
