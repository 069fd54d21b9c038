package io.kubevert.apiserver.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.ObjectSelector;
import io.kubevert.client.Json;
import io.kubevert.client.request.WatchEvent;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * What one watcher sees of a resource. An object that comes to match is added for this watcher, one
 * that ceases to match is deleted.
 *
 * @param keyPrefix what the keys of the objects start with, a namespace's part of the resource
 */
public record Selection(String keyPrefix, ObjectSelector selector) {

  /** An event as this watcher sees it. */
  public sealed interface Seen {
    WatchEvent.Type type();

    /** The object; not to be changed. */
    ObjectNode object();

    /** The event as everybody sees it. */
    record Shared(WatchEvent.Type type, WatchedEvent event) implements Seen {
      @Override
      public ObjectNode object() {
        return event.object();
      }

      /** The event as a line, encoded once for all watchers. */
      public Buffer line() {
        return event.line(type);
      }
    }

    /** The event with an object of its own. */
    record Own(WatchEvent.Type type, ObjectNode object) implements Seen {}
  }

  /** What the watcher sees of an event; empty when nothing. */
  public Optional<Seen> see(WatchedEvent event) {
    if (!event.event().key().startsWith(keyPrefix)) {
      return Optional.empty();
    }
    if (selector.selectsEverything()) {
      return Optional.of(new Seen.Shared(event.type(), event));
    }
    return switch (event.event().type()) {
      case CREATED, UPDATED -> changed(event);
      case DELETED ->
          selector.selects(event.object())
              ? Optional.of(new Seen.Shared(WatchEvent.Type.DELETED, event))
              : Optional.empty();
    };
  }

  private Optional<Seen> changed(WatchedEvent event) {
    boolean before = event.hasPrevious() && selector.selects(event.previous());
    if (selector.selects(event.object())) {
      WatchEvent.Type type = before ? WatchEvent.Type.MODIFIED : WatchEvent.Type.ADDED;
      return Optional.of(new Seen.Shared(type, event));
    }
    return before
        ? Optional.of(new Seen.Own(WatchEvent.Type.DELETED, lastSeen(event)))
        : Optional.empty();
  }

  /** The object as the watcher knew it, at the revision at which it lost sight of it. */
  private static ObjectNode lastSeen(WatchedEvent event) {
    ObjectNode last = Json.parse(event.event().previous());
    last.withObjectProperty("metadata").put("resourceVersion", Long.toString(event.revision()));
    return last;
  }
}
