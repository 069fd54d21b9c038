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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Ports that lead to Services over plain TCP and UDP. */
class StreamTest {
  private static final InetAddress POD = InetAddress.ofLiteral("127.0.0.8");
  private static Rig rig;

  @BeforeAll
  static void start() {
    rig = new Rig();
  }

  @AfterAll
  static void stop() {
    rig.close();
  }

  private static void services(String configMap, Map<String, String> entries) {
    ObjectNode object = Manifests.object(configMap);
    object.withObjectProperty("metadata").put("namespace", "ingress-nginx");
    entries.forEach(object.putObject("data")::put);
    rig.cluster.put(ResourceTypes.CONFIG_MAPS, object);
  }

  private static void endpoint(String service, int port) {
    rig.cluster.put(ResourceTypes.SERVICES, Manifests.service(service));
    ObjectNode slice = Manifests.object(service);
    slice
        .withObjectProperty("metadata")
        .putObject("labels")
        .put("kubernetes.io/service-name", service);
    slice.putArray("ports").addObject().put("name", "http").put("port", port);
    ObjectNode endpoint = slice.putArray("endpoints").addObject();
    endpoint.putArray("addresses").add(POD.getHostAddress());
    rig.cluster.put(ResourceTypes.ENDPOINT_SLICES, slice);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

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
      endpoint("echo", pod.getLocalPort());
      int first = freePort();
      int second = freePort();
      services("tcp-services", Map.of("" + first, "default/echo:80"));
      Rig.eventually(() -> assertThat(talk(first, "hello")).isEqualTo("hello"));
      services(
          "tcp-services",
          Map.of("" + second, "default/echo:80:PROXY:PROXY", "" + freePort(), "nonsense"));
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

  @Test
  void passesDatagramsOnAndTheirAnswersBack() throws IOException {
    try (DatagramSocket pod = new DatagramSocket(0, POD);
        DatagramSocket client = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread.ofVirtual().start(() -> echo(pod));
      endpoint("datagrams", pod.getLocalPort());
      int port = freePort();
      services("udp-services", Map.of("" + port, "default/datagrams:80"));
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
