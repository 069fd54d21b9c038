package io.kubevert.kubectl;

import static io.kubevert.walkthrough.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.local.junit.Kubectl;
import io.kubevert.local.junit.KubevertCluster;
import io.kubevert.walkthrough.Scene;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** exec, attach, cp, port-forward, logs and debug, on one pod. */
@KubevertCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubectlStreamsTest {
  private static final int BULK_BYTES = 4 << 20;
  private static final int AT_ONCE = 30;
  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: box, labels: {app: box}}
      spec:
        terminationGracePeriodSeconds: 1
        containers:
        - {name: tool, image: c1t1d0s7/network-multitool}
        - {name: web, image: c1t1d0s7/myweb, ports: [{containerPort: 8080}]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: ticker}
      spec:
        terminationGracePeriodSeconds: 1
        containers:
        - name: main
          image: c1t1d0s7/network-multitool
          command: [sh, -c, "while sleep 0.2; do echo tick; done"]
      """;

  @TempDir Path directory;
  private final Kubectl kubectl;
  private final Scene scene;

  KubectlStreamsTest(Kubectl kubectl) {
    this.kubectl = kubectl;
    this.scene = new Scene(kubectl, "streams");
  }

  @BeforeAll
  void start() throws Exception {
    kubectl.run("create", "namespace", scene.namespace());
    scene.runWith(POD, "create", "-f", "-");
    scene.run("wait", "--for=condition=Ready", "pod/box", "pod/ticker", "--timeout=60s");
  }

  @AfterAll
  void stop() throws Exception {
    kubectl.run("delete", "namespace", scene.namespace(), "--wait=false");
  }

  @ParameterizedTest
  @EnumSource
  void forwardsPorts(Transport transport) throws Exception {
    try (PortForward forward = forward(transport, 8080);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        answers.add(threads.submit(() -> forward.get(0)));
      }
      for (Future<String> answer : answers) {
        assertThat(answer.get()).startsWith("box ");
      }
    }
  }

  /** The connection's two ends each break one; kubernetes/kubernetes#74551. */
  @ParameterizedTest
  @EnumSource
  void aResetConnectionEndsNoOther(Transport transport) throws Exception {
    try (PortForward forward = forward(transport, 8080, 7000)) {
      CompletableFuture<String> listener = exec("nc", "-l", "7000");
      Socket held = connectWhenOpen(forward, 1, 7000);
      Socket other = forward.connect(0);
      // Bytes that its program never reads make the kernel reset a connection at the end.
      run("pkill", "-STOP", "-x", "nc");
      held.getOutputStream().write(new byte[1000]);
      held.getOutputStream().flush();
      eventually(() -> run("ss", "-tn", "sport", "=", ":7000"), text -> text.contains("1000"));
      run("pkill", "-KILL", "-x", "nc");
      assertThat(held.getInputStream().read()).isEqualTo(-1);
      held.close();
      try (Socket rude = forward.connect(0)) {
        rude.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
        rude.setSoLinger(true, 0);
      }
      listener.join();
      other.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(other.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .contains("box ");
      other.close();
      // Nobody listens any more; the session knows the port and goes on.
      try (Socket refused = forward.connect(1)) {
        assertThat(refused.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(forward.get(0)).startsWith("box ");
      assertThat(forward.isRunning()).as(forward.output().toString()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void forwardsMuchBothWaysToTheEnd(Transport transport) throws Exception {
    byte[] bytes = bulk();
    try (PortForward forward = forward(transport, 7001, 7002)) {
      CompletableFuture<String> digest = exec("bash", "-c", "nc -d -l 7001 | sha256sum");
      try (Socket up = connectWhenOpen(forward, 0, 7001)) {
        up.getOutputStream().write(bytes);
        up.shutdownOutput();
        assertThat(digest.join()).startsWith(sha256(bytes));
      }
      String source = "head -c " + BULK_BYTES + " /dev/zero | nc -N -l 7002";
      CompletableFuture<String> server = exec("bash", "-c", source);
      try (Socket down = connectWhenOpen(forward, 1, 7002)) {
        assertThat(PortForward.count(down.getInputStream())).isEqualTo(BULK_BYTES);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysWhyAPortCannotBeReached(Transport transport) throws Exception {
    try (PortForward forward = forward(transport, 9)) {
      try (Socket socket = forward.connect(0)) {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
      eventually(forward::output, lines -> lines.toString().contains("Connection refused"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void runsCommandsToTheirEnd(Transport transport) throws Exception {
    Process failing =
        start(
            transport,
            "exec",
            "box",
            "-c",
            "tool",
            "--",
            "sh",
            "-c",
            "echo out; echo err >&2; exit 7");
    String said = new String(failing.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).contains("out\n", "err\n", "exit code 7");
    assertThat(failing.waitFor()).isEqualTo(7);

    byte[] bytes = bulk();
    Process digest = start(transport, "exec", "-i", "box", "-c", "tool", "--", "sha256sum");
    assertThat(talk(digest, bytes)).startsWith(sha256(bytes));
    Process echo = start(transport, "exec", "-i", "box", "-c", "tool", "--", "cat");
    assertThat(talk(echo, "one\ntwo\n".getBytes(StandardCharsets.UTF_8))).isEqualTo("one\ntwo\n");
    Process much =
        start(
            transport,
            "exec",
            "box",
            "-c",
            "tool",
            "--",
            "head",
            "-c",
            "" + BULK_BYTES,
            "/dev/zero");
    assertThat(talk(much, new byte[0])).hasSize(BULK_BYTES);
  }

  @ParameterizedTest
  @EnumSource
  void givesCommandsATerminal(Transport transport) throws Exception {
    String command =
        "kubectl --kubeconfig %s -n %s exec -it box -c tool -- sh -c 'tty; until stty size | grep -v ^0; do sleep 0.1; done; exit 3'"
            .formatted(kubectl.kubeconfig(), scene.namespace());
    ProcessBuilder builder =
        new ProcessBuilder("script", "-qec", "stty rows 33 cols 91; " + command, "/dev/null");
    transport.configure(builder);
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).contains("/dev/pts/", "33 91");
    assertThat(process.waitFor()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void copiesFilesAndFolders(Transport transport) throws Exception {
    Path from = Files.createDirectories(directory.resolve(transport + "-from/inner"));
    Files.write(from.resolve("bulk"), bulk());
    Files.writeString(from.getParent().resolve("note"), "hello\n");
    String there = "box:/tmp/" + transport;
    finish(transport, "cp", "-c", "tool", from.getParent().toString(), there);
    assertThat(run("cat", "/tmp/" + transport + "/note")).isEqualTo("hello\n");
    Path back = directory.resolve(transport + "-back");
    finish(transport, "cp", "-c", "tool", there, back.toString());
    assertThat(back.resolve("inner/bulk")).hasBinaryContent(bulk());
  }

  @ParameterizedTest
  @EnumSource
  void attachesToTheFirstProgram(Transport transport) throws Exception {
    Process attached = start(transport, "attach", "ticker");
    try {
      assertThat(attached.inputReader(StandardCharsets.UTF_8).lines().anyMatch("tick"::equals))
          .isTrue();
    } finally {
      attached.destroy();
      attached.onExit().join();
    }
  }

  @Test
  void looksIntoAPodWithAContainerOfItsOwn() throws Exception {
    String seen =
        scene.run(
            "debug",
            "box",
            "--image=c1t1d0s7/network-multitool",
            "--target=web",
            "-i",
            "-q",
            "--container=looker",
            "--",
            "cat",
            "/proc/1/cmdline");
    assertThat(seen).contains("nginx");
    assertThat(
            scene.run(
                "get",
                "pod",
                "box",
                "-o",
                "jsonpath={.status.ephemeralContainerStatuses[0].state.terminated.exitCode}"))
        .isEqualTo("0");
    assertThat(scene.run("logs", "box", "-c", "looker")).contains("nginx");
    assertThat(
            scene
                .tryToRun("debug", "box", "--image=x", "--target=nobody", "--container=second")
                .output())
        .contains("spec.ephemeralContainers[1].targetContainerName: Not found: \"nobody\"");
  }

  @Test
  void logsAreShownInEveryWay() throws Exception {
    String script =
        "if [ -e /data/again ]; then echo second; sleep infinity; fi; touch /data/again;"
            + " for i in 1 2 3; do echo line $i; done; exit 1";
    String pod =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: talker}
        spec:
          terminationGracePeriodSeconds: 1
          volumes: [{name: data}]
          containers:
          - name: main
            image: c1t1d0s7/network-multitool
            command: [sh, -c, "%s"]
            volumeMounts: [{name: data, mountPath: /data}]
        """
            .formatted(script);
    scene.runWith(pod, "create", "-f", "-");
    Process follow = null;
    try {
      eventually(() -> scene.tryToRun("logs", "talker").output(), text -> text.contains("second"));
      assertThat(scene.run("logs", "talker", "--previous")).isEqualTo("line 1\nline 2\nline 3\n");
      assertThat(scene.run("logs", "talker", "-p", "--tail=1")).isEqualTo("line 3\n");
      assertThat(scene.run("logs", "talker", "-p", "--limit-bytes=6")).isEqualTo("line 1");
      assertThat(scene.run("logs", "talker", "--since=1h", "--timestamps"))
          .matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z second\n");
      assertThat(scene.run("logs", "talker", "--since-time=2999-01-01T00:00:00Z")).isEmpty();
      assertThat(scene.run("logs", "box", "--all-containers", "--prefix")).isNotNull();
      follow = Transport.WEBSOCKET.start(kubectl.kubeconfig(), words("logs", "-f", "talker"));
      var lines = follow.inputReader(StandardCharsets.UTF_8);
      assertThat(lines.readLine()).isEqualTo("second");
      scene.run("delete", "pod", "talker", "--grace-period=1");
      assertThat(lines.readLine()).as("following ends with the container").isNull();
    } finally {
      if (follow != null) {
        follow.destroy();
      }
    }
  }

  private PortForward forward(Transport transport, int... ports) throws IOException {
    return PortForward.start(start -> start(transport, start), "pod/box", ports);
  }

  private Process start(Transport transport, String... arguments) throws IOException {
    return transport.start(kubectl.kubeconfig(), words(arguments));
  }

  private String[] words(String... arguments) {
    return Stream.concat(Stream.of("--namespace", scene.namespace()), Stream.of(arguments))
        .toArray(String[]::new);
  }

  private void finish(Transport transport, String... arguments) throws Exception {
    Process process = start(transport, arguments);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  /** Sends everything and takes everything; neither waits for the other. */
  private static String talk(Process process, byte[] input) throws Exception {
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (OutputStream out = process.getOutputStream()) {
                    out.write(input);
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                });
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    writer.join();
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /** Runs a program in the pod. */
  private String run(String... program) throws Exception {
    return scene.run(inTool(program));
  }

  private CompletableFuture<String> exec(String... program) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return scene.tryToRun(inTool(program)).output();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        Thread::startVirtualThread);
  }

  private static String[] inTool(String... program) {
    return Stream.concat(Stream.of("exec", "box", "-c", "tool", "--"), Stream.of(program))
        .toArray(String[]::new);
  }

  /** Connects to a port once a program in the pod listens on it. */
  private Socket connectWhenOpen(PortForward forward, int index, int port) throws Exception {
    eventually(() -> run("ss", "-Htln"), text -> text.contains(":" + port + " "));
    return forward.connect(index);
  }

  private static byte[] bulk() {
    byte[] bytes = new byte[BULK_BYTES];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
