package io.kubevert.kubectl;

import static io.kubevert.walkthrough.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.local.junit.Kubectl;
import io.kubevert.local.junit.KubevertCluster;
import io.kubevert.walkthrough.Scene;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** exec, attach, cp, logs and debug, on one pod. */
@KubevertCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubectlStreamsTest {
  private static final String TICKER =
      """
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
  private final Box box;
  private final Scene scene;

  KubectlStreamsTest(Kubectl kubectl) {
    this.kubectl = kubectl;
    this.box = new Box(kubectl, "streams");
    this.scene = box.scene();
  }

  @BeforeAll
  void start() throws Exception {
    box.create();
    scene.runWith(TICKER, "create", "-f", "-");
    scene.run("wait", "--for=condition=Ready", "pod/ticker", "--timeout=60s");
  }

  @AfterAll
  void stop() throws Exception {
    box.delete();
  }

  @ParameterizedTest
  @EnumSource
  void runsCommandsToTheirEnd(Transport transport) throws Exception {
    Process failing =
        box.start(
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

    byte[] bytes = Box.bulk();
    Process digest = box.start(transport, "exec", "-i", "box", "-c", "tool", "--", "sha256sum");
    assertThat(talk(digest, bytes)).startsWith(Box.sha256(bytes));
    Process echo = box.start(transport, "exec", "-i", "box", "-c", "tool", "--", "cat");
    assertThat(talk(echo, "one\ntwo\n".getBytes(StandardCharsets.UTF_8))).isEqualTo("one\ntwo\n");
    Process much =
        box.start(
            transport,
            "exec",
            "box",
            "-c",
            "tool",
            "--",
            "head",
            "-c",
            "" + Box.BULK_BYTES,
            "/dev/zero");
    assertThat(talk(much, new byte[0])).hasSize(Box.BULK_BYTES);
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
    Files.write(from.resolve("bulk"), Box.bulk());
    Files.writeString(from.getParent().resolve("note"), "hello\n");
    String there = "box:/tmp/" + transport;
    finish(transport, "cp", "-c", "tool", from.getParent().toString(), there);
    assertThat(box.run("cat", "/tmp/" + transport + "/note")).isEqualTo("hello\n");
    Path back = directory.resolve(transport + "-back");
    finish(transport, "cp", "-c", "tool", there, back.toString());
    assertThat(back.resolve("inner/bulk")).hasBinaryContent(Box.bulk());
  }

  @ParameterizedTest
  @EnumSource
  void attachesToTheFirstProgram(Transport transport) throws Exception {
    Process attached = box.start(transport, "attach", "ticker");
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
      follow = Transport.WEBSOCKET.start(kubectl.kubeconfig(), box.words("logs", "-f", "talker"));
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

  private void finish(Transport transport, String... arguments) throws Exception {
    Process process = box.start(transport, arguments);
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
}
