package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.kubevert.apiserver.schema.JavaSchema;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.validation.FieldErrors;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How to delete: the body's {@code DeleteOptions}, or the query.
 *
 * @param gracePeriodSeconds null for the object's own
 * @param uid delete only this object; empty for any
 * @param resourceVersion delete only this state; empty for any
 */
public record DeleteRequest(
    Long gracePeriodSeconds,
    Optional<Propagation> propagation,
    String uid,
    String resourceVersion,
    boolean dryRun) {

  private static final JavaSchema OPTIONS = new JavaSchema(DeleteOptions.class);

  /** What happens to the objects that the deleted one owns. */
  public enum Propagation {
    BACKGROUND,
    FOREGROUND,
    ORPHAN
  }

  /**
   * @param body the DeleteOptions; empty when there is none
   * @throws StatusException if an option has a value that it cannot have
   */
  public static DeleteRequest of(JsonNode body, Map<String, String> query) {
    requireOptions(body);
    JsonNode grace = body.path("gracePeriodSeconds");
    String graceText = grace.isNumber() ? grace.asText() : query.get("gracePeriodSeconds");
    JsonNode policy = body.path("propagationPolicy");
    String policyText =
        policy.isTextual() ? policy.asText() : query.getOrDefault("propagationPolicy", "");
    if (policyText.isEmpty() && body.path("orphanDependents").isBoolean()) {
      policyText = body.path("orphanDependents").asBoolean() ? "Orphan" : "Background";
    }
    String dryRun = body.path("dryRun").path(0).asText(query.getOrDefault("dryRun", ""));
    FieldErrors errors = new FieldErrors();
    if (policy.isTextual() && body.path("orphanDependents").isBoolean()) {
      errors.invalid(
          "propagationPolicy",
          policyText,
          "orphanDependents and deletionPropagation cannot be both set");
    }
    if (!dryRun.isEmpty() && !dryRun.equals("All")) {
      errors.notSupported("dryRun", dryRun, List.of("All"));
    }
    DeleteRequest request =
        new DeleteRequest(
            graceText == null ? null : seconds(graceText),
            propagation(policyText, errors),
            body.path("preconditions").path("uid").asText(""),
            body.path("preconditions").path("resourceVersion").asText(""),
            dryRun.equals("All"));
    if (!errors.isEmpty()) {
      throw new StatusException(Statuses.invalidOptions("DeleteOptions", errors));
    }
    return request;
  }

  private static void requireOptions(JsonNode body) {
    String kind = body.path("kind").asText("DeleteOptions");
    if (!kind.equals("DeleteOptions")) {
      throw new StatusException(Statuses.badRequest(kind + " cannot be handled as DeleteOptions"));
    }
    try {
      if (body.isObject()) {
        OPTIONS.decode(body.deepCopy());
      }
    } catch (IllegalArgumentException e) {
      throw new StatusException(
          Statuses.badRequest(
              "DeleteOptions in version \"v1\" cannot be handled: " + e.getMessage()));
    }
  }

  private static Long seconds(String text) {
    try {
      // As Kubernetes does: a negative period is the shortest that still lets the pod stop.
      long seconds = Long.parseLong(text);
      return seconds < 0 ? 1 : seconds;
    } catch (NumberFormatException e) {
      throw new StatusException(
          Statuses.badRequest("gracePeriodSeconds: Invalid value: \"" + text + "\""));
    }
  }

  private static Optional<Propagation> propagation(String policy, FieldErrors errors) {
    return switch (policy) {
      case "" -> Optional.empty();
      case "Background" -> Optional.of(Propagation.BACKGROUND);
      case "Foreground" -> Optional.of(Propagation.FOREGROUND);
      case "Orphan" -> Optional.of(Propagation.ORPHAN);
      default -> {
        errors.notSupported(
            "propagationPolicy", policy, List.of("Foreground", "Background", "Orphan", "nil"));
        yield Optional.empty();
      }
    };
  }
}
