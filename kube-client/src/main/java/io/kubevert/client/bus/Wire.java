package io.kubevert.client.bus;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes and reads the fields of bus messages: each with its length in front of it. */
final class Wire {

  private Wire() {}

  static final class Writer {
    private final Buffer buffer;

    Writer(Buffer buffer) {
      this.buffer = buffer;
    }

    Writer text(String text) {
      return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    Writer bytes(byte[] bytes) {
      buffer.appendInt(bytes.length).appendBytes(bytes);
      return this;
    }

    Writer number(long number) {
      buffer.appendLong(number);
      return this;
    }

    Writer map(Map<String, String> map) {
      buffer.appendInt(map.size());
      map.forEach((key, value) -> text(key).text(value));
      return this;
    }
  }

  static final class Reader {
    private final Buffer buffer;
    private int position;

    Reader(Buffer buffer, int position) {
      this.buffer = buffer;
      this.position = position;
    }

    String text() {
      return new String(bytes(), StandardCharsets.UTF_8);
    }

    byte[] bytes() {
      int length = length();
      position += length;
      return buffer.getBytes(position - length, position);
    }

    long number() {
      position += Long.BYTES;
      return buffer.getLong(position - Long.BYTES);
    }

    Map<String, String> map() {
      int size = length();
      Map<String, String> map = new LinkedHashMap<>();
      for (int i = 0; i < size; i++) {
        map.put(text(), text());
      }
      return map;
    }

    private int length() {
      position += Integer.BYTES;
      return buffer.getInt(position - Integer.BYTES);
    }
  }
}
