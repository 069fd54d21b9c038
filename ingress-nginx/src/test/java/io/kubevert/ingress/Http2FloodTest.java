package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.ingress.Manifests.Path;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Much of what is allowed once (RFC 9113, 10.5): one client's flood ends, and harms no other. */
@ExtendWith(RigExtension.class)
class Http2FloodTest {
  private static final int MOST_STREAMS = 128;
  private static final int MOST_RESETS = 200;
  private static final String NONE = "none";
  private static final List<Map.Entry<String, String>> GET = request("GET", "/");
  private static final List<Map.Entry<String, String>> HELD = request("POST", "/held");

  private static Rig rig;
  private static Backend web;
  private Http2Connection connection;

  @BeforeAll
  static void start() {
    web = rig.service("web", 1).getFirst();
    rig.ingress("web", "web.test", Map.of(), Path.prefix("/", "web"));
    Backend silent = Backend.start(rig.vertx, "silent", "127.0.0.1");
    silent.answer(request -> {});
    rig.ingress(
        "held",
        "web.test",
        Map.of("auth-url", "http://127.0.0.1:" + silent.port() + "/"),
        Path.prefix("/held", "web"));
  }

  @BeforeEach
  void begin() {
    web.seen.clear();
    connection = Http2Connection.begun(rig.https());
  }

  @AfterEach
  void servesOthers() {
    connection.close();
    try (Http2Connection other = Http2Connection.begun(rig.https())) {
      other.send(Http2Frame.headers(1, Http2Frame.END_STREAM | Http2Frame.END_HEADERS, GET));
      Http2Frame answer = other.next(Http2Frame.HEADERS).orElseThrow();
      assertThat(other.fields(answer)).containsEntry(":status", "200");
    }
  }

  private static List<Map.Entry<String, String>> request(String method, String path) {
    return List.of(
        Map.entry(":method", method),
        Map.entry(":scheme", "https"),
        Map.entry(":authority", "web.test"),
        Map.entry(":path", path));
  }

  /** Sends until the proxy has had enough; how many times it took. */
  private int sendUntilClosed(int most, IntFunction<byte[]> frames) {
    for (int i = 0; i < most; i++) {
      if (!connection.send(frames.apply(i))) {
        return i;
      }
    }
    return most;
  }

  private String lastWords() {
    return connection.next(Http2Frame.GOAWAY).map(Http2Frame::error).orElse(NONE);
  }

  private static byte[] together(Http2Frame... frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Http2Frame frame : frames) {
      all.writeBytes(frame.bytes());
    }
    return all.toByteArray();
  }

  /** CVE-2023-44487. */
  @Test
  void endsAConnectionWhoseClientResetsStreamAfterStream() {
    sendUntilClosed(
        10 * MOST_RESETS,
        i ->
            together(
                Http2Frame.headers(2 * i + 1, Http2Frame.END_STREAM | Http2Frame.END_HEADERS, GET),
                Http2Frame.number(Http2Frame.RST_STREAM, 2 * i + 1, 8)));
    assertThat(lastWords()).isEqualTo("ENHANCE_YOUR_CALM");
    assertThat(web.seen).hasSizeLessThanOrEqualTo(MOST_RESETS);
  }

  /** CVE-2025-8671: what the client sends makes the proxy reset. */
  @Test
  void endsAConnectionWhoseClientHasStreamAfterStreamReset() {
    sendUntilClosed(
        10 * MOST_RESETS,
        i ->
            together(
                Http2Frame.headers(2 * i + 1, Http2Frame.END_HEADERS, HELD),
                Http2Frame.number(Http2Frame.WINDOW_UPDATE, 2 * i + 1, 0)));
    assertThat(lastWords()).isEqualTo("ENHANCE_YOUR_CALM");
  }

  @ParameterizedTest(name = "CONTINUATION of {0} bytes each")
  @CsvSource({"0", "1", "16000"})
  void endsAConnectionWhoseHeaderBlockDoesNotEnd(int size) {
    connection.send(Http2Frame.headers(1, Http2Frame.END_STREAM, GET));
    byte[] part = new Http2Frame(Http2Frame.CONTINUATION, 0, 1, new byte[size]).bytes();
    int taken = sendUntilClosed(100_000, i -> part);
    assertThat(taken).isLessThan(100_000);
    assertThat(web.seen).isEmpty();
  }

  @Test
  void answersHeadersThatAreTooLarge() {
    connection.send(Http2Frame.headers(1, Http2Frame.END_STREAM, GET));
    byte[] large = Http2Frame.block(List.of(Map.entry("x", "y".repeat(12_000))));
    connection.send(new Http2Frame(Http2Frame.CONTINUATION, 0, 1, large));
    connection.send(new Http2Frame(Http2Frame.CONTINUATION, 0, 1, large));
    connection.send(new Http2Frame(Http2Frame.CONTINUATION, Http2Frame.END_HEADERS, 1, large));
    Http2Frame answer = connection.next(Http2Frame.HEADERS).orElseThrow();
    assertThat(connection.fields(answer)).containsEntry(":status", "431");
    assertThat(web.seen).isEmpty();
  }

  /** A field of 4,000 bytes is put into the table, and then named by one byte each. */
  @Test
  void unpacksNoMoreHeadersThanThatEither() {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(Http2Frame.block(GET));
    byte[] field = Http2Frame.block(List.of(Map.entry("x", "y".repeat(4_000))));
    field[0] = 0x40;
    block.writeBytes(field);
    for (int i = 0; i < 10_000; i++) {
      block.write(0x80 | 62);
    }
    connection.send(
        new Http2Frame(
            Http2Frame.HEADERS,
            Http2Frame.END_STREAM | Http2Frame.END_HEADERS,
            1,
            block.toByteArray()));
    Http2Frame answer = connection.next(Http2Frame.HEADERS).orElseThrow();
    assertThat(connection.fields(answer)).containsEntry(":status", "431");
    assertThat(web.seen).isEmpty();
  }

  /** Nobody reads the answers to them, so that they would pile up. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({"SETTINGS, 0", "PING, 8"})
  void endsAConnectionWhoseClientAsksForEverMoreAnswers(String type, int size) {
    int most = 2_000;
    Http2Frame frame = new Http2Frame(Http2Frame.TYPES.indexOf(type), 0, 0, new byte[size]);
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int i = 0; i < 500; i++) {
      many.writeBytes(frame.bytes());
    }
    sendUntilClosed(most, i -> many.toByteArray());
    assertThat(lastWords()).as("last words, which may be lost").isIn("ENHANCE_YOUR_CALM", NONE);
  }

  @Test
  void endsAConnectionOfEmptyData() {
    connection.send(Http2Frame.headers(1, Http2Frame.END_HEADERS, HELD));
    byte[] empty = new Http2Frame(Http2Frame.DATA, 0, 1, new byte[0]).bytes();
    sendUntilClosed(1_000, i -> empty);
    assertThat(lastWords()).isEqualTo("ENHANCE_YOUR_CALM");
  }

  @Test
  void refusesMoreStreamsThanItSaid() {
    connection.send(new Http2Frame(Http2Frame.SETTINGS, Http2Frame.ACK, 0, new byte[0]));
    for (int i = 0; i <= MOST_STREAMS; i++) {
      connection.send(Http2Frame.headers(2 * i + 1, Http2Frame.END_HEADERS, HELD));
    }
    Optional<Http2Frame> refusal = connection.next(Http2Frame.RST_STREAM);
    assertThat(refusal.map(Http2Frame::stream)).contains(2 * MOST_STREAMS + 1);
    assertThat(refusal.map(Http2Frame::error)).contains("REFUSED_STREAM");
  }

  @Test
  void endsAConnectionWhoseClientDoesNotHearHowManyStreamsThereMayBe() {
    int taken =
        sendUntilClosed(
            100_000, i -> Http2Frame.headers(2 * i + 1, Http2Frame.END_HEADERS, HELD).bytes());
    assertThat(taken).isLessThan(100_000);
  }
}
