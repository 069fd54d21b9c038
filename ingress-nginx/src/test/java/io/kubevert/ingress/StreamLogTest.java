package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.fake.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The lines of TCP and UDP services in the access log. */
@ExtendWith(RigExtension.class)
class StreamLogTest {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  private static final String CUSTOM =
      "custom $server_port [$proxy_upstream_name] $upstream_addr $no_such_variable";
  private static Rig rig;
  private static AccessLogLines lines;
  private static int port;

  @BeforeAll
  static void start() {
    rig.service("web", 1);
    rig.service("none", 0);
    lines = new AccessLogLines();
    port = FreePort.next();
  }

  @AfterAll
  static void stop() {
    lines.close();
  }

  private static void options(Map<String, String> options) {
    Object before = rig.controller.snapshot().options();
    rig.options(options, now -> now != before);
  }

  private static void lead(String kind, Map<String, String> ports) {
    rig.configMap("ingress-nginx", kind + "-services", ports);
  }

  /** One connection, and what came of it, once the port leads to the Service. */
  private static String ask(String service) {
    lead("tcp", Map.of("" + port, "default/" + service + ":80"));
    String[] answer = new String[1];
    Rig.eventually(
        () -> {
          try (RawConnection connection = new RawConnection(port)) {
            connection.send(REQUEST);
            answer[0] = connection.readAll();
          } catch (UncheckedIOException e) {
            throw new AssertionError("port " + port + " is not open", e);
          }
        });
    return answer[0];
  }

  @Test
  void areThoseOfIngressNginx() {
    options(Map.of());
    String answer = ask("web");
    assertThat(answer).contains("web-1");
    assertThat(lines.line("TCP 200"))
        .matches(
            "\\[127\\.0\\.0\\.1] \\[\\d\\d/[A-Z][a-z]{2}/\\d{4}:[\\d:]{8} [+-]\\d{4}] TCP 200 "
                + answer.length()
                + " "
                + REQUEST.length()
                + " \\d+\\.\\d{3}");
  }

  @Test
  void nameWhoCouldNotBeReached() {
    options(Map.of("log-format-stream", "unreached $status $upstream_addr"));
    Rig.eventually(
        () -> {
          ask("none");
          assertThat(lines.find("unreached 502 -")).isPresent();
        });
  }

  @Test
  void areWrittenInAnotherFormatAndOnlyWhereTheyAreWanted() {
    options(Map.of("log-format-stream", "unwanted", "disable-stream-access-log", "true"));
    ask("web");
    options(Map.of("log-format-stream", CUSTOM));
    ask("web");
    assertThat(lines.line("custom"))
        .matches("custom " + port + " \\[tcp-default-web-80] 127\\.0\\.0\\.2:\\d+ -");
    assertThat(lines.find("unwanted")).isEmpty();
  }

  @Test
  void countTheDatagramsOfAClientThatIsForgotten() throws IOException {
    options(Map.of());
    try (DatagramSocket pod = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.8"));
        DatagramSocket client = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      pod.setSoTimeout(200);
      rig.endpoint("datagrams", "127.0.0.8", pod.getLocalPort());
      lead("udp", Map.of("" + port, "default/datagrams:80"));
      Rig.eventually(() -> assertThat(arrives(client, pod)).isTrue());
      lead("udp", Map.of());
      assertThat(lines.line("UDP 200 0 ")).containsPattern("UDP 200 0 \\d*[05] ");
    }
  }

  /** Whether five bytes do. */
  private static boolean arrives(DatagramSocket client, DatagramSocket pod) {
    byte[] bytes = "hello".getBytes(StandardCharsets.US_ASCII);
    InetAddress host = InetAddress.ofLiteral("127.0.0.1");
    try {
      client.send(new DatagramPacket(bytes, bytes.length, host, port));
      pod.receive(new DatagramPacket(new byte[bytes.length], bytes.length));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
