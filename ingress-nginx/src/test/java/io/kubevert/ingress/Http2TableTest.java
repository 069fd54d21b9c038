package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.ingress.Manifests.Path;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of HTTP/2 (RFC 9113), frame by frame: what is sent and how the proxy reacts. */
@ExtendWith(RigExtension.class)
class Http2TableTest {
  private static final String TABLE = "/http2.table";

  /** What comes at any time, whoever asked. */
  private static final Set<Integer> UNASKED =
      Set.of(Http2Frame.SETTINGS, Http2Frame.WINDOW_UPDATE, Http2Frame.PING);

  private static final Set<Integer> ANSWER = Set.of(Http2Frame.HEADERS, Http2Frame.DATA);

  private static Rig rig;
  private static Backend web;
  private static Backend silent;

  @BeforeAll
  static void start() {
    web = rig.service("web", 1).getFirst();
    rig.ingress("web", "web.test", Map.of(), Path.prefix("/", "web"));
    silent = Backend.start(rig.vertx, "silent", "127.0.0.1");
    silent.answer(request -> {});
    rig.ingress(
        "held",
        "web.test",
        Map.of("auth-url", "http://127.0.0.1:" + silent.port() + "/"),
        Path.prefix("/held", "web"));

    rig.service("gone", 1).getFirst().stop();
    rig.ingress("gone", "web.test", Map.of(), Path.prefix("/gone", "gone"));
    rig.service("none", 0);
    rig.ingress("none", "web.test", Map.of(), Path.prefix("/none", "none"));
  }

  static List<Http2Script> scripts() throws IOException {
    try (InputStream table = Http2TableTest.class.getResourceAsStream(TABLE)) {
      return Http2Script.parse(new String(table.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void reacts(Http2Script script) {
    web.seen.clear();
    try (Http2Connection connection = new Http2Connection(rig.https())) {
      for (Http2Script.Step step : script.steps()) {
        switch (step) {
          case Http2Script.Step.Send(byte[] bytes) -> connection.send(bytes);
          case Http2Script.Step.Expect(String text) -> expect(connection, text);
          case Http2Script.Step.Seen(String text) -> checkSeen(text);
        }
      }
    }
  }

  private static void expect(Http2Connection connection, String text) {
    switch (text) {
      case "closed" -> assertThat(awaited(connection, -1)).as("the end").isEmpty();
      case "alive" -> checkAlive(connection);
      default -> expectFrame(connection, text.split(" ", 3));
    }
  }

  private static void expectFrame(Http2Connection connection, String[] expected) {
    int type = Http2Frame.TYPES.indexOf(expected[0]);
    Optional<Http2Frame> came = awaited(connection, type);
    assertThat(came.map(frame -> shown(connection, frame, expected)))
        .contains(String.join(" ", expected));
    if (type == Http2Frame.GOAWAY) {
      assertThat(connection.next()).as("the end").isEmpty();
    }
  }

  private static Optional<Http2Frame> awaited(Http2Connection connection, int type) {
    Optional<Http2Frame> frame = connection.next();
    while (frame.isPresent() && frame.get().type() != type && isUnasked(frame.get())) {
      frame = connection.next();
    }
    return frame;
  }

  private static boolean isUnasked(Http2Frame frame) {
    return UNASKED.contains(frame.type())
        || frame.type() == Http2Frame.DATA && frame.payload().length == 0;
  }

  /** A frame as the script would write it; of header fields, the expected ones. */
  private static String shown(Http2Connection connection, Http2Frame frame, String[] expected) {
    String name = Http2Frame.TYPES.get(frame.type());
    return switch (name) {
      case "GOAWAY" -> name + " " + frame.error();
      case "RST_STREAM" -> name + " " + frame.stream() + " " + frame.error();
      case "HEADERS" -> {
        String field = expected[0].equals(name) ? expected[2].split("=")[0] : ":status";
        String value = connection.fields(frame).get(field);
        yield name + " " + frame.stream() + " " + field + "=" + value;
      }
      case "DATA" ->
          name
              + " "
              + frame.stream()
              + " "
              + new String(frame.payload(), StandardCharsets.US_ASCII);
      case "PING" -> name + " +ACK " + HexFormat.of().formatHex(frame.payload());
      case "SETTINGS" -> name + (frame.has(Http2Frame.ACK) ? " +ACK" : " " + settings(frame));
      default -> name + " " + frame.stream();
    };
  }

  private static String settings(Http2Frame frame) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < frame.payload().length; i += 6) {
      var pair = ByteBuffer.wrap(frame.payload(), i, 6);
      text.append(text.isEmpty() ? "" : " ")
          .append(pair.getShort())
          .append('=')
          .append(pair.getInt());
    }
    return text.toString();
  }

  private static void checkAlive(Http2Connection connection) {
    connection.send(new Http2Frame(Http2Frame.PING, 0, 0, new byte[8]));
    List<Http2Frame> answers = new ArrayList<>();
    Optional<Http2Frame> frame = awaited(connection, Http2Frame.PING);
    while (frame.map(Http2Frame::type).filter(ANSWER::contains).isPresent()) {
      // An answer may come before or after a PING's, as luck will have it.
      answers.add(frame.get());
      frame = awaited(connection, Http2Frame.PING);
    }
    connection.putBack(answers);
    assertThat(frame.map(came -> Http2Frame.TYPES.get(came.type()))).contains("PING");
  }

  private static void checkSeen(String text) {
    if (text.equals("-")) {
      assertThat(web.seen).isEmpty();
    } else {
      Rig.eventually(() -> assertThat(web.seen).isNotEmpty());
      Backend.Seen seen = web.last();
      assertThat(
              seen.method() + " " + seen.uri() + (seen.body().isEmpty() ? "" : " " + seen.body()))
          .isEqualTo(text);
    }
  }
}
