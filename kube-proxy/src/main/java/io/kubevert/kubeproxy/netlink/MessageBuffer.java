package io.kubevert.kubeproxy.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds messages one after the other, to be sent together. */
public final class MessageBuffer {
  private static final int FLAGS_OFFSET = 6;
  private static final int REQUEST = 0x01;
  private static final int ACKNOWLEDGE = 0x04;

  /** Marks the type of an attribute that consists of others. */
  public static final int NESTED = 0x8000;

  private static final int ALIGNMENT = 4;
  private static final int FIRST_BYTES = 4_096;

  private ByteBuffer bytes = ByteBuffer.allocate(FIRST_BYTES).order(ByteOrder.nativeOrder());
  private int message;
  private int sequence;
  private int acknowledged;

  /**
   * Begins a message; the one before is complete.
   *
   * @param type with its subsystem in the upper byte
   * @param flags besides that of a request
   * @param family an address family; 0 for none
   * @param resource the resource id of {@code nfgenmsg}
   */
  public MessageBuffer begin(int type, int flags, int family, int resource) {
    complete();
    message = bytes.position();
    room(Message.HEADER_BYTES + Message.FAMILY_BYTES);
    bytes.putInt(0).putShort((short) type).putShort((short) (flags | REQUEST));
    bytes.putInt(++sequence).putInt(0);
    bytes.put((byte) family).put((byte) 0);
    bytes.put((byte) (resource >> 8)).put((byte) resource);
    return this;
  }

  /** Asks for an answer to the message that was begun last, even if it succeeds. */
  public MessageBuffer acknowledge() {
    int at = message + FLAGS_OFFSET;
    bytes.putShort(at, (short) (bytes.getShort(at) | ACKNOWLEDGE));
    acknowledged = sequence;
    return this;
  }

  public MessageBuffer attribute(int type, byte[] value) {
    attributeHeader(type, value.length);
    bytes.put(value);
    return pad();
  }

  public MessageBuffer attribute(int type, ByteBuffer value) {
    attributeHeader(type, value.remaining());
    bytes.put(value.duplicate());
    return pad();
  }

  /** A text, ended by a zero. */
  public MessageBuffer attribute(int type, String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    return attribute(type, Arrays.copyOf(text, text.length + 1));
  }

  /** A number of 32 bits in network order. */
  public MessageBuffer attribute(int type, int value) {
    attributeHeader(type, Integer.BYTES);
    bytes.order(ByteOrder.BIG_ENDIAN).putInt(value).order(ByteOrder.nativeOrder());
    return this;
  }

  /** A number of 32 bits in the machine's order. */
  public MessageBuffer nativeAttribute(int type, int value) {
    attributeHeader(type, Integer.BYTES);
    bytes.putInt(value);
    return this;
  }

  /** An attribute that consists of those that the content adds; 64 KiB at most. */
  public MessageBuffer nest(int type, Runnable content) {
    int start = bytes.position();
    attributeHeader(type | NESTED, 0);
    content.run();
    bytes.putShort(start, (short) (bytes.position() - start));
    return this;
  }

  /** How many bytes the message that was begun last has so far. */
  public int messageBytes() {
    return bytes.position() - message;
  }

  /** The sequence number of the message that was begun last. */
  int sequence() {
    return sequence;
  }

  /** The sequence number of the last message whose answer is asked for; 0 for none. */
  int acknowledged() {
    return acknowledged;
  }

  /** All messages. */
  ByteBuffer complete() {
    if (bytes.position() > message) {
      bytes.putInt(message, messageBytes());
    }
    return bytes.duplicate().order(ByteOrder.nativeOrder()).flip();
  }

  private void attributeHeader(int type, int valueBytes) {
    room(Attribute.HEADER_BYTES + valueBytes + ALIGNMENT);
    bytes.putShort((short) (Attribute.HEADER_BYTES + valueBytes)).putShort((short) type);
  }

  private MessageBuffer pad() {
    while (bytes.position() % ALIGNMENT != 0) {
      bytes.put((byte) 0);
    }
    return this;
  }

  private void room(int more) {
    if (bytes.remaining() < more) {
      int needed = Math.max(bytes.capacity() * 2, bytes.position() + more);
      bytes = ByteBuffer.allocate(needed).order(ByteOrder.nativeOrder()).put(bytes.flip());
    }
  }
}
