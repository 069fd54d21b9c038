package io.kubevert.ingress;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A frame of HTTP/2 as it goes over the wire (RFC 9113, 4.1), however wrong it is.
 *
 * @param stream 31 bits; the reserved one may be set
 */
record Http2Frame(int type, int flags, int stream, byte[] payload) {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;
  static final int PRIORITY = 32;

  /** In the order of their numbers. */
  static final List<String> TYPES =
      List.of(
          "DATA",
          "HEADERS",
          "PRIORITY",
          "RST_STREAM",
          "SETTINGS",
          "PUSH_PROMISE",
          "PING",
          "GOAWAY",
          "WINDOW_UPDATE",
          "CONTINUATION");

  /** Error codes in the order of their numbers (RFC 9113, 7). */
  static final List<String> ERRORS =
      List.of(
          "NO_ERROR",
          "PROTOCOL_ERROR",
          "INTERNAL_ERROR",
          "FLOW_CONTROL_ERROR",
          "SETTINGS_TIMEOUT",
          "STREAM_CLOSED",
          "FRAME_SIZE_ERROR",
          "REFUSED_STREAM",
          "CANCEL",
          "COMPRESSION_ERROR",
          "CONNECT_ERROR",
          "ENHANCE_YOUR_CALM",
          "INADEQUATE_SECURITY",
          "HTTP_1_1_REQUIRED");

  static Http2Frame headers(int stream, int flags, List<Map.Entry<String, String>> fields) {
    return new Http2Frame(HEADERS, flags, stream, block(fields));
  }

  static Http2Frame settings(int id, int value) {
    return new Http2Frame(
        SETTINGS, 0, 0, ByteBuffer.allocate(6).putShort((short) id).putInt(value).array());
  }

  static Http2Frame number(int type, int stream, int value) {
    return new Http2Frame(type, 0, stream, ByteBuffer.allocate(4).putInt(value).array());
  }

  /** A header block of literals that are neither indexed nor compressed (RFC 7541, 6.2.2). */
  static byte[] block(List<Map.Entry<String, String>> fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    fields.forEach(
        field -> {
          block.write(0);
          literal(block, field.getKey());
          literal(block, field.getValue());
        });
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < 127) {
      block.write(bytes.length);
    } else {
      block.write(127);
      int rest = bytes.length - 127;
      while (rest >= 128) {
        block.write(rest % 128 + 128);
        rest /= 128;
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  byte[] bytes() {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  static Http2Frame read(DataInputStream in) throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    return new Http2Frame(type, flags, stream, in.readNBytes(length));
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** The error of RST_STREAM and GOAWAY. */
  String error() {
    return ERRORS.get(ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0));
  }
}
