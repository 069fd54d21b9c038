package io.kubevert.kubectl;

import static io.kubevert.walkthrough.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.local.junit.Kubectl;
import io.kubevert.local.junit.KubevertCluster;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ports of a pod on this host, by both transports. */
@KubevertCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubectlPortForwardTest {
  private static final int AT_ONCE = 30;

  /** What a program has not read of a connection, as ss shows it. */
  private static final Pattern UNREAD = Pattern.compile("(?m)^\\S+ +1000 ");

  private final Box box;

  KubectlPortForwardTest(Kubectl kubectl) {
    this.box = new Box(kubectl, "forward");
  }

  @BeforeAll
  void start() throws Exception {
    box.create();
  }

  @AfterAll
  void stop() throws Exception {
    box.delete();
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
      CompletableFuture<String> listener = box.exec("nc", "-l", "7000");
      Socket held = connectWhenOpen(forward, 1, 7000);
      Socket other = forward.connect(0);
      // Bytes that its program never reads make the kernel reset a connection at the end.
      box.run("pkill", "-STOP", "-x", "nc");
      held.getOutputStream().write(new byte[1000]);
      held.getOutputStream().flush();
      eventually(() -> box.run("ss", "-tn", "sport", "=", ":7000"), UNREAD.asPredicate());
      box.run("pkill", "-KILL", "-x", "nc");
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
    byte[] bytes = Box.bulk();
    try (PortForward forward = forward(transport, 7001, 7002)) {
      CompletableFuture<String> digest = box.exec("bash", "-c", "nc -d -l 7001 | sha256sum");
      try (Socket up = connectWhenOpen(forward, 0, 7001)) {
        up.getOutputStream().write(bytes);
        up.shutdownOutput();
        assertThat(digest.join()).startsWith(Box.sha256(bytes));
      }
      String source = "head -c " + Box.BULK_BYTES + " /dev/zero | nc -N -l 7002";
      CompletableFuture<String> server = box.exec("bash", "-c", source);
      try (Socket down = connectWhenOpen(forward, 1, 7002)) {
        assertThat(PortForward.count(down.getInputStream())).isEqualTo(Box.BULK_BYTES);
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

  private PortForward forward(Transport transport, int... ports) throws IOException {
    return PortForward.start(words -> box.start(transport, words), "pod/box", ports);
  }

  /** Connects to a port once a program in the pod listens on it. */
  private Socket connectWhenOpen(PortForward forward, int index, int port) throws Exception {
    eventually(() -> box.run("ss", "-Htln"), text -> text.contains(":" + port + " "));
    return forward.connect(index);
  }
}
