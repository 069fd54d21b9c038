package io.kubevert.coredns.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.net.NetServer;
import io.vertx.core.parsetools.RecordParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** A DNS server that answers as a test tells it to: right, wrong, late or never. */
public final class FakeUpstream implements AutoCloseable {
  /** A port that is drawn for UDP may be in use for TCP; then another is drawn. */
  private static final int MOST_DRAWS = 8;

  private final DatagramSocket datagrams;
  private final NetServer streams;
  private final AtomicInteger asked = new AtomicInteger();

  private FakeUpstream(
      Vertx vertx, Function<Message, byte[]> overUdp, Function<Message, byte[]> overTcp)
      throws TimeoutException {
    datagrams = vertx.createDatagramSocket();
    datagrams.handler(
        packet -> {
          byte[] answer = overUdp.apply(count(packet.data().getBytes()));
          if (answer.length > 0) {
            datagrams.send(Buffer.buffer(answer), packet.sender().port(), packet.sender().host());
          }
        });
    datagrams.listen(0, "127.0.0.1").await(30, TimeUnit.SECONDS);
    streams =
        vertx
            .createNetServer()
            .connectHandler(
                socket ->
                    socket.handler(
                        framed(
                            question -> {
                              byte[] answer = overTcp.apply(count(question));
                              socket.write(
                                  Buffer.buffer()
                                      .appendUnsignedShort(answer.length)
                                      .appendBytes(answer));
                            })));
    streams
        .listen(datagrams.localAddress().port(), "127.0.0.1")
        .onFailure(inUse -> datagrams.close())
        .await(30, TimeUnit.SECONDS);
  }

  /** Takes messages out of a stream, however it is cut. */
  private static RecordParser framed(Consumer<byte[]> message) {
    RecordParser parser = RecordParser.newFixed(2);
    AtomicBoolean length = new AtomicBoolean(true);
    parser.setOutput(
        part -> {
          boolean isLength = length.getAndSet(!length.get());
          parser.fixedSizeMode(isLength ? part.getUnsignedShort(0) : 2);
          if (!isLength) {
            message.accept(part.getBytes());
          }
        });
    return parser;
  }

  public static FakeUpstream start(
      Vertx vertx, Function<Message, byte[]> overUdp, Function<Message, byte[]> overTcp)
      throws TimeoutException {
    for (int draw = 1; ; draw++) {
      try {
        return new FakeUpstream(vertx, overUdp, overTcp);
      } catch (Exception e) {
        if (!(e instanceof BindException) || draw == MOST_DRAWS) {
          throw e;
        }
      }
    }
  }

  /** The same over UDP and TCP. */
  public static FakeUpstream start(Vertx vertx, Function<Message, byte[]> answer)
      throws TimeoutException {
    return start(vertx, answer, answer);
  }

  /** A right answer with these records, in the text of zone files. */
  public static byte[] answer(Message question, String... records) {
    return message(question, records).toWire();
  }

  public static Message message(Message question, String... records) {
    Message answer = new Message(question.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setFlag(Flags.RA);
    answer.addRecord(question.getQuestion(), Section.QUESTION);
    for (String text : records) {
      answer.addRecord(record(text), Section.ANSWER);
    }
    return answer;
  }

  public static Record record(String text) {
    String[] words = text.split("\\s+", 5);
    try {
      return Record.fromString(
          Name.fromString(words[0], Name.root),
          Type.value(words[3]),
          DClass.IN,
          Long.parseLong(words[1]),
          words[4],
          Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(text, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every letter in the other case: never, as in small letters, by luck the question's own. */
  public static Name inOtherCase(Name name) {
    StringBuilder other = new StringBuilder();
    for (char letter : name.toString().toCharArray()) {
      other.append(
          Character.isLowerCase(letter)
              ? Character.toUpperCase(letter)
              : Character.toLowerCase(letter));
    }
    return Name.fromConstantString(other.toString());
  }

  public int port() {
    return datagrams.localAddress().port();
  }

  /** How many questions came, health checks not counted. */
  public int asked() {
    return asked.get();
  }

  private Message count(byte[] octets) {
    try {
      Message question = new Message(octets);
      if (!question.getQuestion().getName().equals(Name.root)) {
        asked.incrementAndGet();
      }
      return question;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    datagrams.close();
    streams.close();
  }
}
