package io.kubevert.apiserver.bus;

import io.kubevert.apiserver.watch.WatchedEvent;
import io.kubevert.client.bus.WatchGrant;
import io.kubevert.client.request.WatchEvent;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Publishes the events of each resource that somebody was allowed to watch, on an address that only
 * those know. Belongs to one context.
 */
final class WatchPublisher {
  private static final int ADDRESS_BYTES = 16;
  private static final byte[] NOTHING = new byte[0];

  private final long storeId;
  private final long startRevision;
  private final long bookmarkMillis;
  private final BiConsumer<String, WatchEvent> publish;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, String> addresses = new HashMap<>();
  private final Map<String, Long> lastEvents = new HashMap<>();

  /**
   * @param startRevision the store's revision at start, which stands for the last event of every
   *     resource that had none since
   * @param publish sends an event to an address
   */
  WatchPublisher(
      long storeId,
      long startRevision,
      long bookmarkMillis,
      BiConsumer<String, WatchEvent> publish) {
    this.storeId = storeId;
    this.startRevision = startRevision;
    this.bookmarkMillis = bookmarkMillis;
    this.publish = publish;
  }

  /**
   * @param prefix the resource, as its keys start
   */
  WatchGrant grant(String prefix) {
    String address = addresses.computeIfAbsent(prefix, _ -> newAddress());
    return new WatchGrant(address, storeId, bookmarkMillis);
  }

  void accept(WatchedEvent event) {
    String prefix = event.prefix();
    long previous = last(prefix);
    lastEvents.put(prefix, event.revision());
    String address = addresses.get(prefix);
    if (address != null) {
      publish.accept(
          address,
          new WatchEvent(event.type(), storeId, event.revision(), previous, event.event().value()));
    }
  }

  /** Tells the watchers of every resource how far it is. */
  void publishBookmarks() {
    addresses.forEach(
        (prefix, address) -> {
          long last = last(prefix);
          publish.accept(
              address, new WatchEvent(WatchEvent.Type.BOOKMARK, storeId, last, last, NOTHING));
        });
  }

  private long last(String prefix) {
    return lastEvents.getOrDefault(prefix, startRevision);
  }

  private String newAddress() {
    byte[] bytes = new byte[ADDRESS_BYTES];
    random.nextBytes(bytes);
    return "kubevert.watch." + HexFormat.of().formatHex(bytes);
  }
}
