package io.kubevert.apiserver.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import java.util.List;

/**
 * A refusal: the {@code Status} object that a client gets.
 *
 * @param message for the person who reads it
 * @param details what it is about
 */
public record Status(Reason reason, String message, Details details) {

  /**
   * What a refusal is about; fields that do not apply are empty.
   *
   * @param kind the resource or kind, as Kubernetes fills it for this reason
   * @param retryAfterSeconds when to try again; 0 for not at all
   * @param continueToken with what to go on listing
   */
  public record Details(
      String name,
      String group,
      String kind,
      List<Cause> causes,
      int retryAfterSeconds,
      String continueToken) {
    public static final Details NONE = new Details("", "", "", List.of(), 0, "");

    public Details {
      causes = List.copyOf(causes);
    }

    static Details of(String name, String group, String kind) {
      return new Details(name, group, kind, List.of(), 0, "");
    }

    Details retryAfter(int seconds) {
      return new Details(name, group, kind, causes, seconds, continueToken);
    }

    Details because(List<Cause> because) {
      return new Details(name, group, kind, because, retryAfterSeconds, continueToken);
    }

    Details continueWith(String token) {
      return new Details(name, group, kind, causes, retryAfterSeconds, token);
    }
  }

  /** One of several reasons. */
  public record Cause(String reason, String message, String field) {}

  public int code() {
    return reason.code();
  }

  /** The {@code Status} object. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("kind", "Status").put("apiVersion", "v1");
    ObjectNode metadata = json.putObject("metadata");
    if (!details.continueToken.isEmpty()) {
      metadata.put("continue", details.continueToken);
    }
    json.put("status", "Failure").put("message", message).put("reason", reason.text());
    if (!details.equals(Details.NONE)) {
      json.set("details", detailsJson());
    }
    return json.put("code", code());
  }

  private ObjectNode detailsJson() {
    ObjectNode json = Json.object();
    putUnlessEmpty(json, "name", details.name);
    putUnlessEmpty(json, "group", details.group);
    putUnlessEmpty(json, "kind", details.kind);
    if (!details.causes.isEmpty()) {
      ArrayNode causes = json.putArray("causes");
      details.causes.forEach(
          cause -> {
            ObjectNode each = causes.addObject();
            putUnlessEmpty(each, "reason", cause.reason);
            putUnlessEmpty(each, "message", cause.message);
            putUnlessEmpty(each, "field", cause.field);
          });
    }
    if (details.retryAfterSeconds > 0) {
      json.put("retryAfterSeconds", details.retryAfterSeconds);
    }
    return json;
  }

  private static void putUnlessEmpty(ObjectNode json, String name, String value) {
    if (!value.isEmpty()) {
      json.put(name, value);
    }
  }
}
