package io.kubevert.apiserver.storage;

/**
 * One write, as watchers see it.
 *
 * @param value the new value, or what the deleting write left to say about the old one; not to be
 *     changed
 * @param previous the value before this write; empty when there was none or when it is compacted
 */
public record StoreEvent(Type type, String key, long revision, byte[] value, byte[] previous) {

  /** What a write did to its key. */
  public enum Type {
    CREATED,
    UPDATED,
    DELETED
  }
}
