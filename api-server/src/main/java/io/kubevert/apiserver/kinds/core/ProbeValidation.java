package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import java.util.List;

/** The probes and hooks of a container. */
final class ProbeValidation {
  private static final List<String> HANDLERS = List.of("exec", "httpGet", "tcpSocket", "grpc");
  private static final List<String> NUMBERS =
      List.of(
          "initialDelaySeconds",
          "timeoutSeconds",
          "periodSeconds",
          "successThreshold",
          "failureThreshold");

  private ProbeValidation() {}

  static void validate(JsonNode container, String path, FieldErrors errors) {
    for (String name : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
      JsonNode probe = container.path(name);
      String at = path + "." + name;
      if (!probe.isObject()) {
        continue;
      }
      validateHandler(probe, at, errors);
      for (String number : NUMBERS) {
        if (probe.path(number).asLong() < 0) {
          errors.invalid(
              at + "." + number, probe.path(number).asLong(), "must be greater than or equal to 0");
        }
      }
      if (!name.equals("readinessProbe") && probe.path("successThreshold").asInt(1) != 1) {
        errors.invalid(
            at + ".successThreshold", probe.path("successThreshold").asInt(), "must be 1");
      }
      if (name.equals("readinessProbe") && probe.hasNonNull("terminationGracePeriodSeconds")) {
        errors.invalid(
            at + ".terminationGracePeriodSeconds",
            probe.path("terminationGracePeriodSeconds").asLong(),
            "must not be set for readinessProbes");
      }
    }
    for (String hook : List.of("postStart", "preStop")) {
      JsonNode handler = container.path("lifecycle").path(hook);
      if (handler.isObject() && !handler.has("sleep")) {
        validateHandler(handler, path + ".lifecycle." + hook, errors);
      }
    }
  }

  /** Init containers that end have nothing to probe. */
  static void forbid(JsonNode container, String path, FieldErrors errors) {
    for (String name : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
      if (container.path(name).isObject()) {
        errors.forbidden(
            path + "." + name, "may not be set for init containers without restartPolicy=Always");
      }
    }
  }

  private static void validateHandler(JsonNode handler, String path, FieldErrors errors) {
    List<String> present = HANDLERS.stream().filter(name -> handler.path(name).isObject()).toList();
    if (present.isEmpty()) {
      errors.required(path, "must specify a handler type");
      return;
    }
    present.stream()
        .skip(1)
        .forEach(
            name ->
                errors.forbidden(path + "." + name, "may not specify more than 1 handler type"));
    String name = present.getFirst();
    JsonNode action = handler.path(name);
    String at = path + "." + name;
    switch (name) {
      case "exec" -> {
        if (action.path("command").isEmpty()) {
          errors.required(at + ".command", "");
        }
      }
      case "httpGet" -> {
        if (action.path("path").asText("").isEmpty()) {
          errors.required(at + ".path", "");
        }
        requirePort(action.path("port"), at + ".port", errors);
        PodValidation.requireSupported(action, at, "scheme", List.of("HTTP", "HTTPS"), errors);
      }
      default -> requirePort(action.path("port"), at + ".port", errors);
    }
  }

  static void requirePort(JsonNode port, String path, FieldErrors errors) {
    if (port.isTextual()) {
      Names.portName(port.asText()).forEach(fault -> errors.invalid(path, port.asText(), fault));
    } else {
      Names.portNumber(port.asLong()).forEach(fault -> errors.invalid(path, port.asLong(), fault));
    }
  }
}
