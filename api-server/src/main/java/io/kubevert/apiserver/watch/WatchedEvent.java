package io.kubevert.apiserver.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.storage.StoreEvent;
import io.kubevert.client.Json;
import io.kubevert.client.request.WatchEvent;
import io.vertx.core.buffer.Buffer;
import java.util.EnumMap;
import java.util.Map;

/** A store's event on its way to many watchers, decoded and encoded once for all of them. */
public final class WatchedEvent {
  private final StoreEvent event;
  private final Map<WatchEvent.Type, Buffer> lines = new EnumMap<>(WatchEvent.Type.class);
  private ObjectNode object;
  private ObjectNode previous;

  public WatchedEvent(StoreEvent event) {
    this.event = event;
  }

  public StoreEvent event() {
    return event;
  }

  public long revision() {
    return event.revision();
  }

  /** The resource that the event is about, as keys start with it. */
  public String prefix() {
    return event.key().substring(0, event.key().indexOf('/') + 1);
  }

  /** The type of the event for a watcher that sees every object. */
  public WatchEvent.Type type() {
    return switch (event.type()) {
      case CREATED -> WatchEvent.Type.ADDED;
      case UPDATED -> WatchEvent.Type.MODIFIED;
      case DELETED -> WatchEvent.Type.DELETED;
    };
  }

  /** The object after the event; not to be changed. */
  ObjectNode object() {
    if (object == null) {
      object = Json.parse(event.value());
    }
    return object;
  }

  boolean hasPrevious() {
    return event.previous().length > 0;
  }

  /** The object before the event, if there is one; not to be changed. */
  ObjectNode previous() {
    if (previous == null) {
      previous = Json.parse(event.previous());
    }
    return previous;
  }

  /** The event as a line of a watch stream. */
  Buffer line(WatchEvent.Type as) {
    Buffer line = lines.get(as);
    if (line == null) {
      line = WatchLines.line(as, event.value());
      lines.put(as, line);
    }
    return line;
  }
}
