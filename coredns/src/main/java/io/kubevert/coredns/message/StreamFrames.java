package io.kubevert.coredns.message;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** Messages on a stream, each with its length in two octets in front (RFC 1035, 4.2.2). */
public final class StreamFrames {
  private static final int PREFIX = 2;

  private Buffer pending = Buffer.buffer();

  /** Takes what arrived and gives the messages that are complete now. */
  public List<byte[]> receive(Buffer arrived) {
    pending.appendBuffer(arrived);
    List<byte[]> messages = new ArrayList<>();
    int position = 0;
    while (pending.length() - position >= PREFIX) {
      int length = pending.getUnsignedShort(position);
      if (pending.length() - position - PREFIX < length) {
        break;
      }
      position += PREFIX;
      messages.add(pending.getBytes(position, position + length));
      position += length;
    }
    pending = pending.getBuffer(position, pending.length());
    return messages;
  }

  /** A message with its length in front. */
  public static Buffer frame(byte[] message) {
    return Buffer.buffer(PREFIX + message.length)
        .appendUnsignedShort(message.length)
        .appendBytes(message);
  }
}
