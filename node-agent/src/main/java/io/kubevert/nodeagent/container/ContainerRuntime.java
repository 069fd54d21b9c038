package io.kubevert.nodeagent.container;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.process.Command;
import io.kubevert.nodeagent.files.DirectoryTree;
import io.kubevert.nodeagent.files.PodDirectory;
import io.kubevert.nodeagent.linux.ProcessId;
import io.kubevert.nodeagent.linux.Signals;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
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
import java.util.concurrent.TimeUnit;
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
  private static final long LOG_BYTES = 10 * 1024 * 1024;
  private static final String CRUN = "/usr/bin/crun";
  private static final String RECORD = "container.json";

  private final Path data;
  private final Path state;
  private final Path exits;
  private final Path launcher;
  private final long bounding;

  private ContainerRuntime(Path data, long bounding) {
    this.data = data;
    this.state = data.resolve("crun");
    this.exits = data.resolve("exits");
    this.launcher = data.resolve("launch.sh");
    this.bounding = bounding;
  }

  /** Opens the runtime's part of a node's data directory, made if it is not there. */
  public static ContainerRuntime open(Path data) throws IOException {
    ContainerRuntime runtime = new ContainerRuntime(data, boundingSet());
    Files.createDirectories(runtime.state);
    Files.createDirectories(runtime.exits);
    try (InputStream script = ContainerRuntime.class.getResourceAsStream("launch.sh")) {
      Files.copy(script, runtime.launcher, StandardCopyOption.REPLACE_EXISTING);
    }
    return runtime;
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
      create(request, pod, bundle, id);
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
            Capabilities.of(request.container().getSecurityContext(), bounding),
            Optional.empty()));
  }

  private static String suffix(String uid) {
    String digits = uid.replaceAll("[^0-9a-f]", "");
    return (digits + "0".repeat(32)).substring(0, 32);
  }

  private void create(ContainerRequest request, PodDirectory pod, Path bundle, String id)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("unshare", "--mount", "--propagation", "private"));
    words.addAll(List.of("/bin/sh", launcher.toString(), request.image().rootfs().toString()));
    for (String part : List.of("upper", "work", "root")) {
      words.add(bundle.resolve(part).toString());
    }
    words.addAll(conmon(request, pod, bundle, id));
    Path errors = bundle.resolve("errors");
    Process process =
        new ProcessBuilder(words)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectError(errors.toFile())
            .start();
    String answer;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      answer = reader.readLine();
    }
    if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new IOException("conmon did not go to the background within " + LIMIT);
    }
    if (answer == null) {
      throw new IOException("cannot launch: " + Files.readString(errors).strip());
    }
    ObjectNode result = Json.parse(answer.getBytes(StandardCharsets.UTF_8));
    if (result.path("data").asInt(-1) <= 0) {
      throw new IOException(result.path("message").asText(answer).strip());
    }
  }

  private List<String> conmon(ContainerRequest request, PodDirectory pod, Path bundle, String id) {
    String name = request.container().getName();
    List<String> words = new ArrayList<>();
    words.addAll(List.of("conmon", "--api-version", "1", "-c", id, "-n", name, "-u", id));
    words.addAll(List.of("-r", CRUN, "-b", bundle.toString()));
    words.addAll(List.of("-p", bundle.resolve("pid").toString()));
    words.addAll(List.of("-P", bundle.resolve("conmon.pid").toString()));
    words.addAll(List.of("-l", "k8s-file:" + pod.log(name, request.attempt())));
    words.addAll(List.of("--log-size-max", Long.toString(LOG_BYTES)));
    words.addAll(List.of("--exit-dir", exits.toString(), "--full-attach"));
    words.addAll(List.of("--runtime-arg", "--cgroup-manager=disabled"));
    words.addAll(List.of("--runtime-arg", "--root=" + state));
    if (Boolean.TRUE.equals(request.container().getTty())) {
      words.add("-t");
    }
    if (Boolean.TRUE.equals(request.container().getStdin())) {
      words.add("-i");
      if (!Boolean.TRUE.equals(request.container().getStdinOnce())) {
        words.add("--leave-stdin-open");
      }
    }
    return words;
  }

  /** The words that run a program in a container, on a terminal of its own if asked. */
  public List<String> execWords(RunningContainer container, List<String> program, boolean tty) {
    List<String> arguments = new ArrayList<>(List.of("exec"));
    if (tty) {
      arguments.add("--tty");
    }
    arguments.add(container.id());
    arguments.addAll(program);
    return inside(container, arguments).words();
  }

  private Command inside(RunningContainer container, List<String> arguments) {
    List<String> words = new ArrayList<>();
    words.addAll(
        List.of("nsenter", "-m", "-t", Integer.toString(container.monitor().pid()), "--", CRUN));
    words.addAll(List.of("--cgroup-manager=disabled", "--root=" + state));
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
