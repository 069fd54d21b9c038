package io.kubevert.client.request;

/**
 * One message on a resource's watch address.
 *
 * <p>{@code previousRevision} is the revision of the resource's event before this one, whatever its
 * object. A receiver that has seen everything up to revision R has missed something exactly when
 * {@code previousRevision > R}. A bookmark repeats the last event's revision in both fields, so a
 * loss shows even when nothing follows it.
 *
 * @param storeId tells one store from another that was put in its place
 * @param revision the store's revision of this change
 * @param previousRevision the revision of the same resource's previous event
 * @param object the object as JSON, with its resourceVersion; the last state when deleted; empty
 *     for a bookmark. Not to be changed.
 */
public record WatchEvent(
    Type type, long storeId, long revision, long previousRevision, byte[] object) {

  /** What happened to the object. */
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED,
    BOOKMARK
  }
}
