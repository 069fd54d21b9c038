package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.fake.FreePort;
import io.kubevert.client.resource.ResourceTypes;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
      return new String(
          socket.getInputStream().readNBytes(line.length()), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return "no answer";
    }
  }

  /** Answers each connection with what it says, in however many pieces that comes. */
  private static void echo(ServerSocket pod) {
    while (true) {
      try (Socket socket = pod.accept()) {
        socket.getInputStream().transferTo(socket.getOutputStream());
      } catch (IOException e) {
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
      int first = FreePort.next();
      int second = FreePort.next();
      rig.configMap("ingress-nginx", "tcp-services", Map.of("" + first, "default/echo:80"));
      Rig.eventually(() -> assertThat(talk(first, "hello")).isEqualTo("hello"));
      rig.configMap(
          "ingress-nginx",
          "tcp-services",
          Map.of("" + second, "default/echo:80:PROXY:PROXY", "" + FreePort.next(), "nonsense"));
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
      int port = FreePort.next();
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
      int port = FreePort.next();
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
    try (DatagramSocket pod = new DatagramSocket(0, POD)) {
      Thread.ofVirtual().start(() -> echo(pod));
      rig.endpoint("datagrams", POD.getHostAddress(), pod.getLocalPort());
      int port = FreePort.next();
      rig.configMap("ingress-nginx", "udp-services", Map.of("" + port, "default/datagrams:80"));
      Rig.eventually(() -> assertThat(ask(port, "one", "two")).containsExactly("one", "two"));
    }
  }

  /** From a port of its own, so that no answer to an earlier question comes in between. */
  private static List<String> ask(int port, String... questions) {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    List<String> answers = new ArrayList<>();
    try (DatagramSocket client = new DatagramSocket(0, loopback)) {
      client.setSoTimeout(500);
      for (String question : questions) {
        byte[] bytes = question.getBytes(StandardCharsets.US_ASCII);
        client.send(new DatagramPacket(bytes, bytes.length, loopback, port));
        DatagramPacket answer = new DatagramPacket(new byte[100], 100);
        client.receive(answer);
        answers.add(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      answers.add("no answer");
    }
    return answers;
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
