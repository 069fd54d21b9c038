package io.kubevert.nodeagent.container;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.process.Command;
import io.kubevert.nodeagent.files.DirectoryTree;
import io.kubevert.nodeagent.files.PodDirectory;
import io.kubevert.nodeagent.linux.ProcessId;
import io.kubevert.nodeagent.linux.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs containers by crun, each under a conmon of its own, which outlives the agent.
 *
 * <p>A container's root is mounted in the mount namespace of its conmon alone. So every later call
 * of crun enters that namespace, and nothing needs unmounting when conmon has ended. Calls block.
 */
public final class ContainerRuntime {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerRuntime.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  static final String CRUN = "/usr/bin/crun";
  private static final String RECORD = "container.json";

  private final Path data;
  private final Path state;
  private final Path exits;
  private final Conmon conmon;
  private final long bounding;

  private ContainerRuntime(Path data, Path state, Path exits, Conmon conmon, long bounding) {
    this.data = data;
    this.state = state;
    this.exits = exits;
    this.conmon = conmon;
    this.bounding = bounding;
  }

  /** Opens the runtime's part of a node's data directory, made if it is not there. */
  public static ContainerRuntime open(Path data) throws IOException {
    Path state = Files.createDirectories(data.resolve("crun"));
    Path exits = Files.createDirectories(data.resolve("exits"));
    Conmon conmon = Conmon.open(data.resolve("launch.sh"), exits, arguments(state));
    return new ContainerRuntime(data, state, exits, conmon, boundingSet());
  }

  private static List<String> arguments(Path state) {
    return List.of("--cgroup-manager=disabled", "--root=" + state);
  }

  private static long boundingSet() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("CapBnd:"))
        .map(line -> Long.parseUnsignedLong(line.substring("CapBnd:".length()).strip(), 16))
        .findFirst()
        .orElse(-1L);
  }

  /** The directory in which a file of a container's id appears, with its exit code, at its end. */
  public Path exits() {
    return exits;
  }

  /**
   * Makes a container and starts it.
   *
   * @throws IOException with what crun or the kernel said
   */
  public RunningContainer run(ContainerRequest request) throws IOException, InterruptedException {
    PodDirectory pod = PodDirectory.of(data.resolve("pods"), request.uid());
    Path bundle = pod.bundle(request.container().getName(), request.attempt());
    DirectoryTree.delete(bundle);
    for (String part : List.of("upper", "work", "root")) {
      Files.createDirectories(bundle.resolve(part));
    }
    String id = UUID.randomUUID().toString().replace("-", "") + suffix(request.uid());
    Files.write(bundle.resolve("config.json"), Json.bytes(configuration(request, bundle)));
    try {
      Path log = pod.log(request.container().getName(), request.attempt());
      conmon.create(request, bundle, log, id);
      RunningContainer container = made(request, bundle, id);
      start(container);
      write(bundle.resolve(RECORD), Json.bytes(Json.tree(container)));
      return container;
    } catch (IOException e) {
      abandon(bundle);
      DirectoryTree.delete(state.resolve(id));
      Files.deleteIfExists(exits.resolve(id));
      throw e;
    }
  }

  private static RunningContainer made(ContainerRequest request, Path bundle, String id)
      throws IOException {
    return new RunningContainer(
        id,
        request.container().getName(),
        request.attempt(),
        ProcessId.of(number(bundle.resolve("pid"))),
        ProcessId.of(number(bundle.resolve("conmon.pid"))),
        Boolean.TRUE.equals(request.container().getTty()),
        Boolean.TRUE.equals(request.container().getStdin()),
        request.container().getImage(),
        request.image().id(),
        Signals.number(request.image().stopSignal()),
        System.currentTimeMillis());
  }

  private void start(RunningContainer container) throws IOException, InterruptedException {
    Command.Result started = inside(container, List.of("start", container.id())).await();
    if (started.exitCode() != 0) {
      throw new IOException(started.output().strip());
    }
  }

  private ObjectNode configuration(ContainerRequest request, Path bundle) throws IOException {
    ContainerUser user =
        ContainerUser.of(
            request.image(),
            request.pod().getSpec().getSecurityContext(),
            request.container().getSecurityContext());
    return OciConfiguration.of(
        request,
        new OciConfiguration.Place(
            bundle.resolve("root"),
            user,
            Capabilities.of(request.container().getSecurityContext(), bounding)));
  }

  private static String suffix(String uid) {
    String digits = uid.replaceAll("[^0-9a-f]", "");
    return (digits + "0".repeat(32)).substring(0, 32);
  }

  /** The words that run a program in a container. */
  public List<String> execWords(RunningContainer container, List<String> program) {
    List<String> arguments = new ArrayList<>(List.of("exec", container.id()));
    arguments.addAll(program);
    return inside(container, arguments).words();
  }

  /**
   * The words that run a program in a container on a terminal of its own.
   *
   * @param description written for it, to be removed when the program has ended
   */
  public record TerminalProgram(List<String> words, Path description) {}

  /** Prepares a program on a terminal: it has the container's variables, and {@code TERM}. */
  public TerminalProgram terminalProgram(
      RunningContainer container, Path bundle, List<String> program) throws IOException {
    ObjectNode config = Json.parse(Files.readAllBytes(bundle.resolve("config.json")));
    Path description = bundle.resolve("exec-" + UUID.randomUUID() + ".json");
    Files.write(description, Json.bytes(OciConfiguration.onTerminal(config, program)));
    List<String> arguments = List.of("exec", "--process", description.toString(), container.id());
    return new TerminalProgram(inside(container, arguments).words(), description);
  }

  private Command inside(RunningContainer container, List<String> arguments) {
    List<String> words = new ArrayList<>();
    words.addAll(
        List.of("nsenter", "-m", "-t", Integer.toString(container.monitor().pid()), "--", CRUN));
    words.addAll(arguments(state));
    words.addAll(arguments);
    return new Command(words, "", LIMIT);
  }

  /** Sends a signal to the container's first process; one that has ended is no error. */
  public void signal(RunningContainer container, int signal) throws IOException {
    Signals.send(container.process(), signal);
  }

  /** Kills everything in the container. */
  public void kill(RunningContainer container) throws IOException {
    signal(container, Signals.SIGKILL);
  }

  /** The exit code, once conmon has written it; 137 when conmon itself was killed. */
  public OptionalInt exitCode(RunningContainer container) throws IOException {
    Path file = exits.resolve(container.id());
    if (Files.exists(file)) {
      String text = Files.readString(file).strip();
      return OptionalInt.of(Integer.parseInt(text));
    }
    if (container.monitor().isAlive()) {
      return OptionalInt.empty();
    }
    kill(container);
    return OptionalInt.of(Files.exists(file) ? number(file) : 128 + Signals.SIGKILL);
  }

  /** Removes what a container that has ended leaves behind, its log aside. */
  public void clean(PodDirectory pod, RunningContainer container) throws IOException {
    Path bundle = pod.bundle(container.name(), container.attempt());
    for (String part : List.of("upper", "work", "root")) {
      DirectoryTree.delete(bundle.resolve(part));
    }
    // All that crun keeps of a container without cgroups.
    DirectoryTree.delete(state.resolve(container.id()));
    Files.deleteIfExists(exits.resolve(container.id()));
  }

  /** What was written down of a container; empty if its making was cut short. */
  public static Optional<RunningContainer> read(Path bundle) throws IOException {
    Path file = bundle.resolve(RECORD);
    return Files.exists(file)
        ? Optional.of(Json.read(Json.parse(Files.readAllBytes(file)), RunningContainer.class))
        : Optional.empty();
  }

  /** Kills and removes what an agent that died had begun to make. */
  public static void abandon(Path bundle) throws IOException {
    try {
      ProcessId monitor = ProcessId.of(number(bundle.resolve("conmon.pid")));
      if (commandOf(monitor).contains(bundle.toString())) {
        ProcessId process = ProcessId.of(number(bundle.resolve("pid")));
        if (process.parent() == monitor.pid()) {
          Signals.send(process, Signals.SIGKILL);
        }
        Signals.send(monitor, Signals.SIGKILL);
      }
    } catch (NoSuchFileException ended) {
      LOG.atDebug().addKeyValue("bundle", bundle).log("nothing of an unfinished container runs");
    }
    DirectoryTree.delete(bundle);
  }

  private static String commandOf(ProcessId process) throws IOException {
    return Files.readString(Path.of("/proc", Integer.toString(process.pid()), "cmdline"));
  }

  private static int number(Path file) throws IOException {
    return Integer.parseInt(Files.readString(file).strip());
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.write(next, bytes);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
