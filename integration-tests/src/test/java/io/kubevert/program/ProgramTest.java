package io.kubevert.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.process.Command;
import io.kubevert.local.junit.Kubectl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The life of a cluster as {@code ./kubevert} leads it: up, killed, up again, down, gone. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProgramTest {
  private static final int WRITES_BEFORE_THE_KILL = 40;

  @TempDir(cleanup = CleanupMode.ALWAYS)
  private static Path directory;

  private static Program program;

  @BeforeAll
  static void findTheProgram() {
    Path home = Path.of(System.getProperty("kubevert.home", "..")).toAbsolutePath().normalize();
    program = new Program(home, directory);
  }

  @AfterAll
  static void takeItDown() throws Exception {
    program.run("down");
  }

  @Test
  @Order(1)
  void upShowsItsStepsAndEndsWithCommandsToTry() throws Exception {
    Program.Outcome up = program.run("up");
    assertThat(up.exitCode()).as(up.output()).isZero();
    assertThat(up.output())
        .containsPattern("nodes ready +\\d+\\.\\d s")
        .containsPattern("DNS answers +\\d+\\.\\d s")
        .contains("kubectl get nodes -o wide");
    assertThat(
            Command.of(
                    "kubectl",
                    "--kubeconfig",
                    directory.resolve("kubeconfig").toString(),
                    "config",
                    "current-context")
                .await()
                .output())
        .isEqualTo(Program.PREFIX + "\n");
  }

  @Test
  @Order(2)
  void upAgainChangesNothing() throws Exception {
    ProcessHandle before = program.jvm();
    assertThat(program.run("up").exitCode()).isZero();
    assertThat(program.jvm()).isEqualTo(before);
  }

  @Test
  @Order(3)
  void statusAndLogsTellWhatRuns() throws Exception {
    assertThat(program.run("status").output())
        .contains("kubevert is up: process " + program.jvm().pid())
        .contains("worker3");
    assertThat(program.run("logs", "api-server").output()).contains("API server ready");
    assertThat(program.run("logs", "nobody").output())
        .contains("there is no component nobody; see ./kubevert help");
  }

  @Test
  @Order(4)
  void aKilledJvmLosesNoAcknowledgedWriteAndHarmsNoPod() throws Exception {
    Kubectl kubectl = program.kubectl();
    kubectl.run("create", "-f", program.home().resolve("examples/01-service").toString());
    kubectl.run("wait", "--for=jsonpath={.status.readyReplicas}=4", "rs/myapp-rs", "--timeout=60s");
    String containers = containers(kubectl);

    Set<String> acknowledged = writeUntilKilled(kubectl);
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(WRITES_BEFORE_THE_KILL);
    Program.Outcome up = program.run("up");
    assertThat(up.exitCode()).as(up.output()).isZero();

    Set<String> present =
        kubectl.run("get", "configmaps", "-o", "name").lines().collect(Collectors.toSet());
    assertThat(present).containsAll(acknowledged);
    kubectl.run("wait", "--for=jsonpath={.status.readyReplicas}=4", "rs/myapp-rs", "--timeout=60s");
    assertThat(containers(kubectl)).isEqualTo(containers);
  }

  @ParameterizedTest
  @Order(5)
  @CsvSource({
    "docker-archive, example.com/walk/docker-image:1",
    "oci-archive, example.com/walk/oci-image:1"
  })
  void anArchivesImageRunsOnEveryNode(String format, String image) throws Exception {
    Path archive = directory.resolve(format + ".tar");
    succeed("skopeo", "copy", "oci:" + layout() + ":latest", format + ":" + archive + ":" + image);
    Program.Outcome load = program.run("image", "load", archive.toString());
    assertThat(load.output()).isEqualTo("loaded " + image + "\n");
    Kubectl kubectl = program.kubectl();
    for (String node : List.of("worker1", "worker2", "worker3")) {
      String pod = format + "-" + node;
      kubectl.run(
          "run",
          pod,
          "--image=" + image,
          "--overrides={\"apiVersion\":\"v1\",\"spec\":{\"nodeName\":\"" + node + "\"}}");
      kubectl.run("wait", "--for=condition=Ready", "pod/" + pod, "--timeout=60s");
      assertThat(kubectl.run("exec", pod, "--", "cat", "/hello")).isEqualTo("from an archive\n");
    }
  }

  @Test
  @Order(6)
  void aFileThatIsNoArchiveIsRefused() throws Exception {
    Path file = Files.writeString(directory.resolve("notes.txt"), "no archive");
    Program.Outcome load = program.run("image", "load", file.toString());
    assertThat(load.exitCode()).isNotZero();
    assertThat(load.output()).contains(file.toString());
    assertThat(program.run("image", "load", directory.resolve("none").toString()).output())
        .contains("cannot read " + directory.resolve("none"));
  }

  @Test
  @Order(7)
  void downLeavesNothing() throws Exception {
    Program.Outcome down = program.run("down");
    assertThat(down.exitCode()).as(down.output()).isZero();
    assertThat(processes()).isEmpty();
    assertThat(linesWith(Program.PREFIX, "ip", "netns", "list")).isEmpty();
    assertThat(linesWith(Program.PREFIX, "ip", "-o", "link")).isEmpty();
    assertThat(linesWith(Program.SUBNET, "ip", "route", "show", "table", "all")).isEmpty();
    assertThat(linesWith(Program.PREFIX, "nft", "list", "tables")).isEmpty();
    assertThat(Files.readAllLines(Path.of("/proc/self/mounts")))
        .noneMatch(mount -> mount.contains(directory.toString()) || mount.contains(Program.PREFIX));
    assertThat(
            Command.of(
                    "kubectl",
                    "--kubeconfig",
                    directory.resolve("kubeconfig").toString(),
                    "config",
                    "get-contexts",
                    "-o",
                    "name")
                .await()
                .output())
        .isEmpty();
    assertThat(program.run("status").output()).startsWith("kubevert is down");
  }

  /** An OCI layout with one image, {@code latest}: the built-in one and a file of this test's. */
  private static Path layout() throws Exception {
    Path layout = directory.resolve("layout");
    if (Files.notExists(layout)) {
      Path web = Path.of(System.getProperty("kubevert.images")).resolve("kubevert/web/rootfs");
      Path hello = Files.writeString(directory.resolve("hello"), "from an archive\n");
      String image = layout + ":latest";
      succeed("umoci", "init", "--layout", layout.toString());
      succeed("umoci", "new", "--image", image);
      succeed("umoci", "insert", "--image", image, web.toAbsolutePath().toString(), "/");
      succeed("umoci", "insert", "--image", image, hello.toString(), "/hello");
      succeed(
          "umoci",
          "config",
          "--image",
          image,
          "--config.entrypoint=sleep",
          "--config.entrypoint=infinity");
    }
    return layout;
  }

  private static void succeed(String... words) throws Exception {
    Command.Result result = Command.of(words).await();
    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  /** Creates objects one after the other; the JVM is killed in the midst of it. */
  private static Set<String> writeUntilKilled(Kubectl kubectl) throws Exception {
    Set<String> acknowledged = new TreeSet<>();
    ProcessHandle jvm = program.jvm();
    List<Thread> writers = new ArrayList<>();
    for (String writer : List.of("a", "b")) {
      writers.add(Thread.ofPlatform().start(() -> write(kubectl, writer, jvm, acknowledged)));
    }
    for (Thread writer : writers) {
      writer.join(TimeUnit.SECONDS.toMillis(120));
    }
    jvm.onExit().get(60, TimeUnit.SECONDS);
    return acknowledged;
  }

  private static void write(
      Kubectl kubectl, String writer, ProcessHandle jvm, Set<String> acknowledged) {
    try {
      for (int i = 0; jvm.isAlive(); i++) {
        Command.Result created =
            kubectl.tryToRun("", "create", "configmap", writer + "-" + i, "--from-literal=i=" + i);
        synchronized (acknowledged) {
          if (created.exitCode() == 0) {
            acknowledged.add("configmap/" + writer + "-" + i);
          }
          if (acknowledged.size() == WRITES_BEFORE_THE_KILL) {
            jvm.destroyForcibly();
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String containers(Kubectl kubectl) throws Exception {
    return kubectl.run(
        "get",
        "pods",
        "-l",
        "app=myapp-rs",
        "-o",
        "jsonpath={range .items[*]}{.metadata.name} {.status.podIP}"
            + " {.status.containerStatuses[0].containerID}"
            + " {.status.containerStatuses[0].restartCount}{\"\\n\"}{end}");
  }

  /** Processes that name this test's files; a dead one has no command line any more. */
  private static List<String> processes() {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.flatMap(process -> process.info().commandLine().stream())
          .filter(line -> line.contains(directory.toString()))
          .toList();
    }
  }

  private static List<String> linesWith(String text, String... words) throws Exception {
    return Command.of(words).await().output().lines().filter(l -> l.contains(text)).toList();
  }
}
