package io.kubevert.apiserver.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.status.Status;
import io.kubevert.client.Json;
import io.kubevert.client.request.WatchEvent;
import io.vertx.core.buffer.Buffer;

/** The lines of a watch stream. */
public final class WatchLines {
  private WatchLines() {}

  /** An object that something happened to. */
  public static Buffer line(WatchEvent.Type type, byte[] object) {
    return line(type.name(), object);
  }

  /**
   * Says how far the watcher has seen.
   *
   * @param endOfInitialEvents whether everything that existed before has been told
   */
  public static Buffer bookmark(
      ResourceDefinition definition, long revision, boolean endOfInitialEvents) {
    ObjectNode object = Json.object();
    object.put("kind", definition.type().kind());
    object.put("apiVersion", definition.type().apiVersion());
    ObjectNode metadata = object.putObject("metadata");
    metadata.put("resourceVersion", Long.toString(revision)).putNull("creationTimestamp");
    if (endOfInitialEvents) {
      metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
    }
    return line(WatchEvent.Type.BOOKMARK.name(), Json.bytes(object));
  }

  /** Why the stream ends. */
  public static Buffer error(Status status) {
    return line("ERROR", Json.bytes(status.toJson()));
  }

  private static Buffer line(String type, byte[] object) {
    return Buffer.buffer(object.length + 40)
        .appendString("{\"type\":\"")
        .appendString(type)
        .appendString("\",\"object\":")
        .appendBytes(object)
        .appendString("}\n");
  }
}
