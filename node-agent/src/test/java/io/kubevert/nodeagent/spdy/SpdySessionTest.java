package io.kubevert.nodeagent.spdy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.spdy.DefaultSpdyGoAwayFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client hears and what becomes of what it says. */
final class SpdySessionTest {
  private static final int KIBIBYTE = 1024;

  private static final Map<String, String> HEADERS = Map.of("streamtype", "data");

  private final SpdyClient client = new SpdyClient();
  private final List<SpdyStream> streams = new ArrayList<>();
  private int ends;

  @BeforeEach
  void start() {
    client
        .server()
        .start(
            stream -> {
              stream.accept();
              streams.add(stream);
            },
            () -> ends++);
  }

  @Test
  void streamsHaveHeadersAndData() {
    client.open(1, Map.of("streamtype", "data", "port", "80"));
    assertThat(streams.getFirst().header("port")).isEqualTo("80");
    assertThat(streams.getFirst().header("none")).isEmpty();
    client.data(1, "before anybody reads", false);
    StringBuilder read = read(streams.getFirst());
    client.data(1, ", and after", true);
    assertThat(read).hasToString("before anybody reads, and after.");
    streams.getFirst().write(Buffer.buffer("answer"));
    streams.getFirst().end();
    assertThat(client.received()).containsExactly("reply 1", "data 1 answer", "data 1  end");
  }

  @Test
  void eachDirectionEndsByItself() {
    client.open(1, HEADERS);
    StringBuilder read = read(streams.getFirst());
    streams.getFirst().end();
    client.data(1, "still", true);
    assertThat(read).hasToString("still.");
    assertThat(streams.getFirst().write(Buffer.buffer("no more")).failed()).isTrue();
  }

  @Test
  void aResetEndsOneStreamAndNoOther() {
    client.open(1, HEADERS);
    client.open(3, HEADERS);
    StringBuilder first = read(streams.get(0));
    StringBuilder second = read(streams.get(1));
    client.reset(1);
    client.data(1, "late", false);
    client.data(3, "on", false);
    assertThat(first).hasToString("!");
    assertThat(second).hasToString("on");
    streams.get(1).reset();
    assertThat(client.received()).contains("reset 3 CANCEL");
    assertThat(ends).isZero();
  }

  @Test
  void whoReadsLateHearsOfALossAtOnce() {
    client.open(1, HEADERS);
    client.reset(1);
    assertThat(read(streams.getFirst())).hasToString("!");
  }

  @Test
  void aStreamThatIsNotReadHoldsTheConnectionUp() {
    client.open(1, HEADERS);
    client.open(3, HEADERS);
    SpdyStream slow = streams.getFirst();
    slow.pause();
    StringBuilder read = read(slow);
    int sent = 0;
    while (!client.mustWait()) {
      client.data(1, "x".repeat(KIBIBYTE), false);
      sent += KIBIBYTE;
    }
    assertThat(sent).isBetween(256 * KIBIBYTE, 300 * KIBIBYTE);
    assertThat(read).isEmpty();
    slow.resume();
    assertThat(client.mustWait()).isFalse();
    assertThat(read).hasSize(sent);
  }

  @Test
  void whoReadsOneByOneHearsOfTheEndWhenTheLastIsTaken() {
    client.open(1, HEADERS);
    SpdyStream slow = streams.getFirst();
    slow.pause();
    StringBuilder read = read(slow);
    slow.fetch(1);
    client.data(1, "last", true);
    assertThat(read).hasToString("last");
    slow.fetch(1);
    assertThat(read).hasToString("last.");
  }

  @Test
  void aSlowClientHoldsWritersUp() {
    client.open(1, HEADERS);
    List<String> drained = new ArrayList<>();
    streams.getFirst().drainHandler(ignored -> drained.add("drained"));
    client.setFull(true);
    assertThat(streams.getFirst().writeQueueFull()).isTrue();
    client.setFull(false);
    assertThat(streams.getFirst().writeQueueFull()).isFalse();
    assertThat(drained).hasSize(1);
  }

  @Test
  void pingsAreAnswered() {
    client.send(new DefaultSpdyPingFrame(5));
    assertThat(client.received()).containsExactly("ping 5");
  }

  @Test
  void aClientThatLeavesIsLetGoWhenItsStreamsAreDone() {
    client.open(1, HEADERS);
    read(streams.getFirst());
    client.send(new DefaultSpdyGoAwayFrame(0));
    assertThat(client.hungUpOn()).isFalse();
    client.data(1, "", true);
    streams.getFirst().end();
    assertThat(client.hungUpOn()).isTrue();
    assertThat(ends).isOne();
  }

  @Test
  void streamsEndWithTheConnection() {
    client.open(1, HEADERS);
    StringBuilder read = read(streams.getFirst());
    client.hangUp();
    client.hangUp();
    assertThat(read).hasToString("!");
    assertThat(ends).isOne();
  }

  @Test
  void streamsThatComeInTheWrongOrderAreRefused() {
    client.open(5, HEADERS);
    client.open(3, HEADERS);
    assertThat(client.received()).containsExactly("reply 5", "reset 3 PROTOCOL_ERROR");
  }

  @Test
  void thereAreBoundsToTheNumberOfStreams() {
    for (int id = 1; id <= 4001; id += 2) {
      client.open(id, HEADERS);
    }
    assertThat(streams).hasSize(2000);
    assertThat(client.received()).endsWith("reset 4001 REFUSED_STREAM");
  }

  @Test
  void whateverElseComesEndsTheConnectionAndNothingMore() {
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      SpdyClient stranger = new SpdyClient();
      stranger.server().start(SpdyStream::accept, () -> {});
      byte[] garbage = new byte[random.nextInt(2000)];
      random.nextBytes(garbage);
      stranger.raw(garbage);
      stranger.raw("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      stranger.hangUp();
    }
  }

  /** What a stream brings, with a full stop at its end, or an exclamation mark at its loss. */
  private static StringBuilder read(SpdyStream stream) {
    StringBuilder text = new StringBuilder();
    stream.exceptionHandler(failure -> text.append('!'));
    stream.endHandler(ignored -> text.append('.'));
    stream.handler(bytes -> text.append(bytes.toString(StandardCharsets.UTF_8)));
    return text;
  }
}
