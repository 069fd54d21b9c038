package io.kubevert.ingress.feature.compression;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients make of bodies that were compressed. */
class ContentEncoderTest {
  private static final int PIECES = 8;
  private static final int LARGEST = 20_000;

  enum Coding {
    GZIP_FAST(() -> new GzipEncoder(1)),
    GZIP_SMALL(() -> new GzipEncoder(9)),
    BROTLI_FAST(() -> new BrotliEncoder(0)),
    BROTLI_SMALL(() -> new BrotliEncoder(11));

    private final Supplier<ContentEncoder> encoders;

    Coding(Supplier<ContentEncoder> encoders) {
      this.encoders = encoders;
    }

    InputStream decoded(byte[] bytes) throws IOException {
      InputStream in = new ByteArrayInputStream(bytes);
      if (name().startsWith("GZIP")) {
        return new GZIPInputStream(in);
      }
      BrotliInputStream decoded = new BrotliInputStream(in);
      decoded.enableEagerOutput();
      return decoded;
    }
  }

  @BeforeAll
  static void load() {
    Brotli4jLoader.ensureAvailability();
  }

  @ParameterizedTest
  @EnumSource
  void isTheSameBodyAgain(Coding coding) throws IOException {
    Random random = new Random(7);
    List<byte[]> pieces = new ArrayList<>();
    for (int i = 0; i < PIECES; i++) {
      pieces.add(text(random, i == 0 ? 0 : 1 + random.nextInt(LARGEST)));
    }
    try (ContentEncoder encoder = coding.encoders.get()) {
      Buffer encoded = Buffer.buffer();
      Buffer plain = Buffer.buffer();
      for (byte[] piece : pieces) {
        plain.appendBytes(piece);
        encoded.appendBuffer(encoder.encode(piece));
      }
      encoded.appendBuffer(encoder.finish());
      assertThat(coding.decoded(encoded.getBytes()).readAllBytes()).isEqualTo(plain.getBytes());
      assertThat(encoded.length()).isLessThan(plain.length());
    }
  }

  @ParameterizedTest
  @EnumSource
  void holdsNothingBackOfAPiece(Coding coding) throws IOException {
    try (ContentEncoder encoder = coding.encoders.get()) {
      byte[] event = "data: 1\n\n".getBytes(StandardCharsets.US_ASCII);
      byte[] sent = encoder.encode(event).getBytes();
      InputStream decoded = coding.decoded(sent);
      for (byte each : event) {
        assertThat(decoded.read()).isEqualTo(each);
      }
    }
  }

  /** As a client that goes away leaves it. */
  @ParameterizedTest
  @EnumSource
  void endsBeforeTheBodyDoes(Coding coding) {
    ContentEncoder encoder = coding.encoders.get();
    encoder.encode(new byte[LARGEST]);
    encoder.close();
    encoder.close();
  }

  private static byte[] text(Random random, int length) {
    byte[] text = new byte[length];
    for (int i = 0; i < length; i++) {
      text[i] = (byte) ('a' + random.nextInt(8));
    }
    return text;
  }
}
