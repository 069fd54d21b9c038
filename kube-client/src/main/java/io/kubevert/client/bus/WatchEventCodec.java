package io.kubevert.client.bus;

import io.kubevert.client.request.WatchEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Carries {@link WatchEvent} over the event bus; within one JVM the very same immutable value. */
final class WatchEventCodec implements MessageCodec<WatchEvent, WatchEvent> {

  @Override
  public void encodeToWire(Buffer buffer, WatchEvent value) {
    new Wire.Writer(buffer)
        .text(value.type().name())
        .number(value.storeId())
        .number(value.revision())
        .number(value.previousRevision())
        .bytes(value.object());
  }

  @Override
  public WatchEvent decodeFromWire(int position, Buffer buffer) {
    Wire.Reader reader = new Wire.Reader(buffer, position);
    return new WatchEvent(
        WatchEvent.Type.valueOf(reader.text()),
        reader.number(),
        reader.number(),
        reader.number(),
        reader.bytes());
  }

  @Override
  public WatchEvent transform(WatchEvent value) {
    return value;
  }

  @Override
  public String name() {
    return "kubevert.WatchEvent";
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
