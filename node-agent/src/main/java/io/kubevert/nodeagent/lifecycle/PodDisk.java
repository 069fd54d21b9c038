package io.kubevert.nodeagent.lifecycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.nodeagent.container.ContainerRuntime;
import io.kubevert.nodeagent.container.RunningContainer;
import io.kubevert.nodeagent.files.DirectoryTree;
import io.kubevert.nodeagent.files.PodDirectory;
import io.kubevert.nodeagent.linux.Mounts;
import io.kubevert.nodeagent.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the agent writes down of its pods, and reads when it starts again. Calls block. */
final class PodDisk {
  private static final Logger LOG = LoggerFactory.getLogger(PodDisk.class);
  private static final String EXIT = "exit.json";

  private final Path pods;
  private final ContainerRuntime runtime;

  private record Saved(Sandbox sandbox, boolean released) {}

  PodDisk(Path data, ContainerRuntime runtime) {
    this.pods = data.resolve("pods");
    this.runtime = runtime;
  }

  PodDirectory directory(String uid) {
    return PodDirectory.of(pods, uid);
  }

  void write(PodState state) throws IOException {
    PodDirectory directory = directory(state.uid());
    Files.createDirectories(directory.containers());
    write(directory.pod(), state.object());
    if (state.sandbox().isPresent()) {
      Saved saved = new Saved(state.sandbox().get(), state.networkReleased());
      write(directory.sandbox(), Json.tree(saved));
    }
  }

  void writeExit(String uid, RunningContainer container, ContainerExit exit) throws IOException {
    PodDirectory directory = directory(uid);
    write(directory.bundle(container.name(), container.attempt()).resolve(EXIT), Json.tree(exit));
    runtime.clean(directory, container);
    int old = container.attempt() - 2;
    if (old >= 0) {
      DirectoryTree.delete(directory.bundle(container.name(), old));
      Files.deleteIfExists(directory.log(container.name(), old));
    }
  }

  void delete(String uid) throws IOException {
    Mounts.detachBelow(directory(uid).root());
    DirectoryTree.delete(directory(uid).root());
  }

  /** Every pod that an agent before this one has left. */
  List<PodState> read() throws IOException {
    if (!Files.exists(pods)) {
      return List.of();
    }
    List<PodState> states = new ArrayList<>();
    try (Stream<Path> directories = Files.list(pods)) {
      for (Path root : directories.toList()) {
        read(new PodDirectory(root)).ifPresent(states::add);
      }
    }
    return states;
  }

  private Optional<PodState> read(PodDirectory directory) throws IOException {
    if (!Files.exists(directory.pod())) {
      Mounts.detachBelow(directory.root());
      DirectoryTree.delete(directory.root());
      return Optional.empty();
    }
    PodState state = PodState.of(Json.parse(Files.readAllBytes(directory.pod())));
    if (Files.exists(directory.sandbox())) {
      ObjectNode tree = Json.parse(Files.readAllBytes(directory.sandbox()));
      Saved saved = Json.read(tree, Saved.class);
      state = state.with(saved.sandbox);
      state = saved.released ? state.withNetworkReleased() : state;
    }
    for (var container : state.allContainers()) {
      state = state.with(container.getName(), read(state, directory, container.getName()));
    }
    return Optional.of(state);
  }

  private ContainerState read(PodState pod, PodDirectory directory, String name)
      throws IOException {
    Path parent = directory.containers().resolve(name);
    ContainerState state = ContainerState.NEW;
    if (!Files.exists(parent)) {
      return state;
    }
    List<Path> bundles;
    try (Stream<Path> files = Files.list(parent)) {
      bundles =
          files
              .filter(Files::isDirectory)
              .sorted(Comparator.comparing(path -> Integer.parseInt(path.getFileName().toString())))
              .toList();
    }
    for (Path bundle : bundles) {
      state = read(pod, name, bundle, state);
    }
    return state;
  }

  private ContainerState read(PodState pod, String name, Path bundle, ContainerState before)
      throws IOException {
    Optional<RunningContainer> found = ContainerRuntime.read(bundle);
    if (found.isEmpty()) {
      ContainerRuntime.abandon(bundle);
      return before;
    }
    RunningContainer container = found.get();
    ContainerState running =
        before.running(
            container,
            pod.description(name).filter(each -> each.getStartupProbe() != null).isPresent(),
            pod.description(name).filter(each -> each.getReadinessProbe() != null).isPresent());
    Path exitFile = bundle.resolve(EXIT);
    if (Files.exists(exitFile)) {
      ObjectNode tree = Json.parse(Files.readAllBytes(exitFile));
      ContainerExit exit = Json.read(tree, ContainerExit.class);
      return running.exited(exit, RestartBackOff.crashes(before.crashes(), exit));
    }
    OptionalInt code = runtime.exitCode(container);
    if (code.isEmpty()) {
      LOG.atInfo().addKeyValue("pod", pod.key()).addKeyValue("container", name).log("adopted");
      return running;
    }
    ContainerExit exit =
        ContainerExit.of(
            container.id(),
            code.getAsInt(),
            container.startedAtMillis(),
            System.currentTimeMillis());
    writeExit(pod.uid(), container, exit);
    return running.exited(exit, RestartBackOff.crashes(before.crashes(), exit));
  }

  private static void write(Path file, ObjectNode tree) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.write(next, Json.bytes(tree));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
