package io.kubevert.client.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.KubeClient;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.PatchType;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes core/v1 Events about objects. The same event again counts up the one that is there; a
 * write that fails is logged and forgotten, as events are hints, not state.
 */
public final class EventRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
  private static final int REMEMBERED = 1_000;

  private final KubeClient client;
  private final Clock clock;
  private final String component;
  private final String host;
  private final Map<Fingerprint, Seen> recent =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Fingerprint, Seen> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** Whether an event is news or a problem. */
  public enum Type {
    NORMAL("Normal"),
    WARNING("Warning");

    private final String text;

    Type(String text) {
      this.text = text;
    }
  }

  private record Fingerprint(JsonNode involved, Type type, String reason, String message) {}

  private record Seen(ObjectKey event, int count) {}

  /**
   * @param component who reports, as in {@code kubelet}
   * @param host the node that the reporter is on; empty for none
   */
  public EventRecorder(KubeClient client, Clock clock, String component, String host) {
    this.client = client;
    this.clock = clock;
    this.component = component;
    this.host = host;
  }

  /**
   * Records an event.
   *
   * @param object the object it is about, with apiVersion, kind and metadata
   * @param reason one CamelCase word, as in {@code FailedMount}
   * @param message what a person reads
   */
  public void record(JsonNode object, Type type, String reason, String message) {
    ObjectNode involved = reference(object);
    Fingerprint fingerprint = new Fingerprint(involved, type, reason, message);
    Seen seen = recent.get(fingerprint);
    Future<?> written =
        seen == null
            ? create(fingerprint)
            : countUp(fingerprint, seen)
                .recover(
                    failure ->
                        ApiException.isNotFound(failure)
                            ? create(fingerprint)
                            : Future.failedFuture(failure));
    written.onFailure(
        failure ->
            LOG.atDebug()
                .addKeyValue("reason", reason)
                .addKeyValue("cause", failure.getMessage())
                .log("event not written"));
  }

  private Future<ObjectNode> create(Fingerprint fingerprint) {
    JsonNode involved = fingerprint.involved;
    String namespace = involved.path("namespace").asText("default");
    ObjectKey key =
        new ObjectKey(
            namespace, involved.path("name").asText() + "." + Long.toHexString(System.nanoTime()));
    recent.put(fingerprint, new Seen(key, 1));
    String now = now();
    ObjectNode event = Json.object();
    event.putObject("metadata").put("namespace", namespace).put("name", key.name());
    event.set("involvedObject", involved);
    event
        .put("type", fingerprint.type.text)
        .put("reason", fingerprint.reason)
        .put("message", fingerprint.message)
        .put("firstTimestamp", now)
        .put("lastTimestamp", now)
        .put("count", 1)
        .put("reportingComponent", component)
        .put("reportingInstance", host);
    ObjectNode source = event.putObject("source").put("component", component);
    if (!host.isEmpty()) {
      source.put("host", host);
    }
    return client.create(ResourceTypes.EVENTS, event);
  }

  private Future<ObjectNode> countUp(Fingerprint fingerprint, Seen seen) {
    recent.put(fingerprint, new Seen(seen.event, seen.count + 1));
    ObjectNode patch = Json.object();
    patch.put("count", seen.count + 1).put("lastTimestamp", now());
    return client.patch(ResourceTypes.EVENTS, seen.event, "", PatchType.MERGE, patch);
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static ObjectNode reference(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    ObjectNode reference = Json.object();
    reference.set("apiVersion", object.path("apiVersion"));
    reference.set("kind", object.path("kind"));
    for (String field : new String[] {"namespace", "name", "uid", "resourceVersion"}) {
      if (metadata.has(field)) {
        reference.set(field, metadata.get(field));
      }
    }
    return reference;
  }
}
