package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.ingress.Manifests.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What clients get of answers that a backend may give (RFC 9112), two requests after each other,
 * and whether the second one went out on the connection of the first.
 */
@ExtendWith(RigExtension.class)
class BackendAnswerTest {
  private static final AtomicInteger PODS = new AtomicInteger();
  private static final Pattern CHUNK = Pattern.compile("[1-9a-f]+\r\n(\\w*)\r\n");
  private static final Pattern END = Pattern.compile("\r\n0\r\n(?:\\S+: \\S+\r\n)*\r\n$");
  private static Rig rig;

  /** In an answer, {@code |} stands for the end of a line and {@code ~} for the connection's. */
  @ParameterizedTest(name = "{0} {1}: {2}, connections {3}")
  @CsvSource({
    "GET,  'HTTP/1.1 200 OK|Content-Length: 2||ok',                              200 ok,   1",
    "GET,  'HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|ok|0||',               200 ok,   1",
    "GET,  'HTTP/1.1 200 OK|Transfer-Encoding: chunked||1|o|1;x|k|0|X-A: b||', 200 ok,   1",
    "GET,  'HTTP/1.1 200 OK|Transfer-Encoding: chunked|Content-Length: 9||2|ok|0||', 200 ok, 1",
    "GET,  'HTTP/1.1 200 OK||ok~',                                               200 ok,   2",
    "GET,  'HTTP/1.1 200 OK|Connection: close|Content-Length: 2||ok',            200 ok,   2",
    "GET,  'HTTP/1.0 200 OK|Content-Length: 2||ok',                              200 ok,   2",
    "GET,  'HTTP/1.0 200 OK|Connection: keep-alive|Content-Length: 2||ok',       200 ok,   1",
    "GET,  'HTTP/1.1 200 OK|Keep-Alive: timeout=0|Content-Length: 2||ok',        200 ok,   2",
    "GET,  'HTTP/1.1 200 OK|Keep-Alive: timeout=5|Content-Length: 2||ok',        200 ok,   1",
    "HEAD, 'HTTP/1.1 200 OK|Content-Length: 2||',                                200,      1",
    "GET,  'HTTP/1.1 304 Not Modified|Content-Length: 2||',                      304,      1",
    "GET,  'HTTP/1.1 204 No Content||',                                          204,      1",
    "GET,  'HTTP/1.1 103 Early Hints|Link: x||HTTP/1.1 200 OK|Content-Length: 2||ok', 200 ok, 1",
    "GET,  'HTTP/1.1 100 Continue||HTTP/1.1 200 OK|Content-Length: 2||ok',       200 ok,   1",
    // What nobody asked for must not become the answer to the next request.
    "GET,  'HTTP/1.1 200 OK|Content-Length: 2||okHTTP/1.1 200 OK|Content-Length: 4||evil', 200 ok, 2",
    "GET,  'HTTP/1.1 200 OK|Content-Length: 2||okHTTP/1.1 2',                    200 ok,   2",
    "HEAD, 'HTTP/1.1 200 OK|Content-Length: 2||ok',                              200,      2",
    "GET,  'HTTP/1.1 304 Not Modified|Content-Length: 4||evil',                  304,      2",
    // What is none.
    "GET,  'HTTP/1.1 101 Switching Protocols|Upgrade: x|Connection: upgrade||',  502,      2",
    "POST, 'HTTP/1.1 200 OK|Content-Length: 2|Content-Length: 3||ok',            502,      2",
    "POST, 'HTTP/1.1 200 OK|Content-Length: -2||ok',                             502,      2",
    "POST, 'HTTP/1.1 200 OK|X-A: a\u0000b|Content-Length: 2||ok',                502,      2",
    "POST, 'HTTP/1.1 OK||',                                                      502,      2",
    "POST, 'SSH-2.0-OpenSSH_9.2|',                                               502,      2",
    "POST, 'HTTP/1.1 200 OK|Content-Le~',                                        502,      2",
    "POST, '~',                                                                  502,      2",
    // What breaks off is broken off.
    "GET,  'HTTP/1.1 200 OK|Content-Length: 3||ok~',                             200 ok-,  2",
    "GET,  'HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|ok|~',                 200 ok-,  2",
    "GET,  'HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|ok|z|',                200 ok-,  2",
  })
  void handsOnWhatIsTheAnswerAndNothingElse(
      String method, String answer, String expected, int connections) {
    String name = "answer-" + PODS.incrementAndGet();
    String address = "127.0.1." + PODS.get();
    String text = answer.replace("|", "\r\n").replace("~", "");
    try (RawBackend pod =
        new RawBackend(address, RawBackend.answering(text, answer.endsWith("~")))) {
      rig.endpoint(name, address, pod.port());
      rig.ingress(name, name + ".test", Map.of(), Path.prefix("/", name));
      for (int i = 0; i < 2; i++) {
        assertThat(got(method, name + ".test")).isEqualTo(expected);
      }
      assertThat(pod.connections()).isEqualTo(connections);
    }
  }

  /** Status and body, by chunks or by length; with a dash where that is not whole. */
  private static String got(String method, String host) {
    try (RawConnection connection = new RawConnection(rig.http())) {
      connection.send(
          method
              + " / HTTP/1.1\r\nHost: "
              + host
              + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      String all = connection.readAll();
      int body = all.indexOf("\r\n\r\n") + 4;
      String status = all.substring(9, 12);
      return status.equals("502") ? status : (status + " " + body(all, body)).strip();
    }
  }

  private static String body(String all, int from) {
    String head = all.substring(0, from).toLowerCase(Locale.ROOT);
    String body = all.substring(from);
    if (!head.contains("chunked")) {
      return head.contains("content-length: " + body.length()) || body.isEmpty()
          ? body
          : head.contains("content-length") ? body + "-" : body;
    }
    String pieces =
        CHUNK.matcher(body).results().map(chunk -> chunk.group(1)).collect(Collectors.joining());
    return END.matcher(body).find() ? pieces : pieces + "-";
  }
}
