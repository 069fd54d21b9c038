package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ResourceTypes;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ports that lead to Services over plain TCP and UDP. */
@ExtendWith(RigExtension.class)
class StreamTest {
  private static final InetAddress POD = InetAddress.ofLiteral("127.0.0.8");
  private static Rig rig;

  /** Says a text to a port, and hears as much. */
  private static String talk(int port, String line) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(2_000);
      socket.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
      return new String(
          socket.getInputStream().readNBytes(line.length()), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return "no answer";
    }
  }

  /** Answers each connection with what it says first. */
  private static void echo(ServerSocket pod) {
    while (true) {
      try (Socket socket = pod.accept()) {
        byte[] heard = new byte[200];
        socket.getOutputStream().write(heard, 0, socket.getInputStream().read(heard));
        socket.getInputStream().read();
      } catch (IOException | IndexOutOfBoundsException e) {
        if (pod.isClosed()) {
          return;
        }
      }
    }
  }

  @Test
  void passesConnectionsOnAndFollowsTheConfigMap() throws IOException {
    try (ServerSocket pod = new ServerSocket(0, 8, POD)) {
      Thread.ofVirtual().start(() -> echo(pod));
      rig.endpoint("echo", POD.getHostAddress(), pod.getLocalPort());
      int first = Rig.freePort();
      int second = Rig.freePort();
      rig.configMap("ingress-nginx", "tcp-services", Map.of("" + first, "default/echo:80"));
      Rig.eventually(() -> assertThat(talk(first, "hello")).isEqualTo("hello"));
      rig.configMap(
          "ingress-nginx",
          "tcp-services",
          Map.of("" + second, "default/echo:80:PROXY:PROXY", "" + Rig.freePort(), "nonsense"));
      Rig.eventually(() -> assertThat(talk(first, "hello")).isNotEqualTo("hello"));
      Rig.eventually(
          () ->
              assertThat(talk(second, "PROXY TCP4 203.0.113.7 192.0.2.1 4000 80\r\nhello"))
                  .isEqualTo("PROXY TCP4 203.0.113.7 192.0.2.1 4000 80\r\nhello"));
      Rig.eventually(
          () ->
              assertThat(rig.cluster.list(ResourceTypes.EVENTS))
                  .anyMatch(event -> event.path("reason").asText().equals("InvalidService")));
    }
  }

  @ParameterizedTest(name = "proxy-stream-next-upstream {0}, -tries {1}: {2} of 6")
  @CsvSource({"true, 3, 6", "true, 0, 6", "true, 1, 3", "false, 3, 3"})
  void triesAnotherEndpointAsFarAsTheOptionsSay(boolean next, int tries, int answered)
      throws IOException {
    try (Rig own =
            Rig.configured(
                Map.of(
                    "proxy-stream-next-upstream", "" + next,
                    "proxy-stream-next-upstream-tries", "" + tries));
        ServerSocket pod = new ServerSocket(0, 8, POD)) {
      Thread.ofVirtual().start(() -> echo(pod));
      own.cluster.put(ResourceTypes.SERVICES, Manifests.service("echo"));
      ObjectNode slice = Manifests.slice("echo", POD.getHostAddress(), pod.getLocalPort());
      ObjectNode silent = slice.path("endpoints").path(0).deepCopy();
      silent.putArray("addresses").add("127.0.0.9");
      slice.withArray("endpoints").add(silent);
      own.cluster.put(ResourceTypes.ENDPOINT_SLICES, slice);
      int port = Rig.freePort();
      own.configMap("ingress-nginx", "tcp-services", Map.of("" + port, "default/echo:80"));
      Rig.eventually(() -> assertThat(talk(port, "hello")).isEqualTo("hello"));
      long count = IntStream.range(0, 6).filter(i -> talk(port, "hello").equals("hello")).count();
      assertThat(count).isEqualTo(answered);
    }
  }

  @Test
  void endsConnectionsOnWhichNothingMovesForLong() throws IOException {
    try (Rig own = Rig.configured(Map.of("proxy-stream-timeout", "1"));
        ServerSocket pod = new ServerSocket(0, 8, POD)) {
      Thread.ofVirtual().start(() -> echo(pod));
      own.endpoint("echo", POD.getHostAddress(), pod.getLocalPort());
      int port = Rig.freePort();
      own.configMap("ingress-nginx", "tcp-services", Map.of("" + port, "default/echo:80"));
      Rig.eventually(() -> assertThat(talk(port, "hello")).isEqualTo("hello"));
      try (RawConnection idle = new RawConnection(port)) {
        idle.send("hello");
        assertThat(idle.readAll()).isEqualTo("hello");
      }
    }
  }

  @Test
  void passesDatagramsOnAndTheirAnswersBack() throws IOException {
    try (DatagramSocket pod = new DatagramSocket(0, POD);
        DatagramSocket client = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread.ofVirtual().start(() -> echo(pod));
      rig.endpoint("datagrams", POD.getHostAddress(), pod.getLocalPort());
      int port = Rig.freePort();
      rig.configMap("ingress-nginx", "udp-services", Map.of("" + port, "default/datagrams:80"));
      client.setSoTimeout(200);
      Rig.eventually(
          () -> {
            assertThat(ask(client, port, "one")).isEqualTo("one");
            assertThat(ask(client, port, "two")).isEqualTo("two");
          });
    }
  }

  private static String ask(DatagramSocket client, int port, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    DatagramPacket answer = new DatagramPacket(new byte[100], 100);
    try {
      client.send(
          new DatagramPacket(bytes, bytes.length, InetAddress.ofLiteral("127.0.0.1"), port));
      client.receive(answer);
      return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return "no answer";
    }
  }

  private static void echo(DatagramSocket pod) {
    DatagramPacket packet = new DatagramPacket(new byte[100], 100);
    while (true) {
      try {
        packet.setLength(100);
        pod.receive(packet);
        pod.send(packet);
      } catch (IOException e) {
        return;
      }
    }
  }
}
