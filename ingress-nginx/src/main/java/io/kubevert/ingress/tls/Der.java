package io.kubevert.ingress.tls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The few forms of DER (X.690) that a self-signed certificate is made of. */
final class Der {
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int UTF8_STRING = 0x0c;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int SHORT_LENGTH = 0x80;

  private Der() {}

  static byte[] sequence(byte[]... parts) {
    return tagged(SEQUENCE, concatenated(parts));
  }

  static byte[] set(byte[] part) {
    return tagged(SET, part);
  }

  static byte[] integer(byte[] value) {
    return tagged(INTEGER, value);
  }

  static byte[] bits(byte[] value) {
    return tagged(BIT_STRING, concatenated(new byte[] {0}, value));
  }

  static byte[] octets(byte[] value) {
    return tagged(OCTET_STRING, value);
  }

  /**
   * @param encoded the identifier as its bytes
   */
  static byte[] identifier(int... encoded) {
    byte[] value = new byte[encoded.length];
    for (int i = 0; i < encoded.length; i++) {
      value[i] = (byte) encoded[i];
    }
    return tagged(OBJECT_IDENTIFIER, value);
  }

  static byte[] utf8(String text) {
    return tagged(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @param text as in {@code 20260131235959Z}
   */
  static byte[] time(String text) {
    return tagged(GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
  }

  static byte[] tagged(int tag, byte[] value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(value.length + 6);
    out.write(tag);
    if (value.length < SHORT_LENGTH) {
      out.write(value.length);
    } else {
      int bytes = value.length > 0xff ? 2 : 1;
      out.write(SHORT_LENGTH | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        out.write(value.length >> (8 * i));
      }
    }
    out.writeBytes(value);
    return out.toByteArray();
  }

  private static byte[] concatenated(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
