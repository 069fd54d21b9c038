package io.kubevert.apiserver.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * How versions lie on disk. A version is at {@code d}, its key, a zero byte, and its revision in
 * eight bytes, so that versions of a key are neighbours from the oldest on; its value is the kind
 * of its write in one byte, and the bytes. What concerns the whole store is at {@code m} and a
 * name.
 */
final class RocksFormat {
  static final byte[] STORE_ID = meta("id");
  static final byte[] REVISION = meta("revision");
  static final byte[] COMPACTED = meta("compacted");
  static final byte[] DATA = {'d'};

  private static final byte END_OF_KEY = 0;
  private static final StoreEvent.Type[] TYPES = StoreEvent.Type.values();

  private RocksFormat() {}

  static byte[] dataKey(String key, long revision) {
    byte[] text = key.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(DATA.length + text.length + 1 + Long.BYTES)
        .put(DATA)
        .put(text)
        .put(END_OF_KEY)
        .putLong(revision)
        .array();
  }

  static boolean isData(byte[] key) {
    return key[0] == DATA[0];
  }

  static String keyOf(byte[] dataKey) {
    int length = dataKey.length - DATA.length - 1 - Long.BYTES;
    return new String(dataKey, DATA.length, length, StandardCharsets.UTF_8);
  }

  static long revisionOf(byte[] dataKey) {
    return ByteBuffer.wrap(dataKey).getLong(dataKey.length - Long.BYTES);
  }

  static byte[] dataValue(StoreEvent.Type type, byte[] value) {
    return ByteBuffer.allocate(1 + value.length).put((byte) type.ordinal()).put(value).array();
  }

  static StoreEvent.Type typeOf(byte[] dataValue) {
    return TYPES[dataValue[0]];
  }

  static byte[] valueOf(byte[] dataValue) {
    byte[] value = new byte[dataValue.length - 1];
    System.arraycopy(dataValue, 1, value, 0, value.length);
    return value;
  }

  static byte[] number(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  static long number(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong();
  }

  private static byte[] meta(String name) {
    return ("m" + name).getBytes(StandardCharsets.UTF_8);
  }
}
