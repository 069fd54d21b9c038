package io.kubevert.apiserver.kinds.networking;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import java.util.List;

/** Whether an Ingress may be stored. */
final class IngressValidation {
  private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";
  private static final List<String> PATH_TYPES =
      List.of("Exact", "ImplementationSpecific", "Prefix");

  private IngressValidation() {}

  static void validate(JsonNode ingress, FieldErrors errors) {
    JsonNode spec = ingress.path("spec");
    validateClass(ingress, errors);
    if (spec.path("rules").isEmpty() && !spec.path("defaultBackend").isObject()) {
      errors.invalid(
          "spec",
          spec.isObject() ? spec : "",
          "either `defaultBackend` or `rules` must be specified");
    }
    if (spec.path("defaultBackend").isObject()) {
      validateBackend(spec.path("defaultBackend"), "spec.defaultBackend", errors);
    }
    JsonNode rules = spec.path("rules");
    for (int i = 0; i < rules.size(); i++) {
      validateRule(rules.get(i), "spec.rules[" + i + "]", errors);
    }
    JsonNode certificates = spec.path("tls");
    for (int i = 0; i < certificates.size(); i++) {
      JsonNode hosts = certificates.get(i).path("hosts");
      for (int k = 0; k < hosts.size(); k++) {
        validateName(hosts.get(k).asText(), "spec.tls[" + i + "].hosts[" + k + "]", errors);
      }
    }
  }

  private static void validateClass(JsonNode ingress, FieldErrors errors) {
    String name = ingress.path("spec").path("ingressClassName").asText("");
    String annotation =
        ingress.path("metadata").path("annotations").path(CLASS_ANNOTATION).asText("");
    if (!name.isEmpty()) {
      Names.dns1123Subdomain(name)
          .forEach(fault -> errors.invalid("spec.ingressClassName", name, fault));
      if (!annotation.isEmpty() && !annotation.equals(name)) {
        errors.invalid(
            "metadata.annotations." + CLASS_ANNOTATION,
            annotation,
            "must match `ingressClassName` when both are specified");
      }
    }
  }

  private static void validateRule(JsonNode rule, String path, FieldErrors errors) {
    String host = rule.path("host").asText("");
    if (!host.isEmpty()) {
      if (host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}") || host.contains(":")) {
        errors.invalid(path + ".host", host, "must be a DNS name, not an IP address");
      } else {
        validateName(host, path + ".host", errors);
      }
    }
    if (!rule.path("http").isObject()) {
      return;
    }
    JsonNode paths = rule.path("http").path("paths");
    if (paths.isEmpty()) {
      errors.required(path + ".http.paths", "");
    }
    for (int i = 0; i < paths.size(); i++) {
      validatePath(paths.get(i), path + ".http.paths[" + i + "]", errors);
    }
  }

  private static void validateName(String host, String path, FieldErrors errors) {
    List<String> faults =
        host.startsWith("*") ? Names.wildcardSubdomain(host) : Names.dns1123Subdomain(host);
    faults.forEach(fault -> errors.invalid(path, host, fault));
  }

  private static void validatePath(JsonNode path, String at, FieldErrors errors) {
    String text = path.path("path").asText("");
    String type = path.path("pathType").asText("");
    switch (type) {
      case "" -> errors.required(at + ".pathType", "pathType must be specified");
      case "Exact", "Prefix" -> {
        if (!text.startsWith("/")) {
          errors.invalid(at + ".path", text, "must be an absolute path");
        }
        for (String sequence : List.of("//", "/./", "/../", "%2f", "%2F")) {
          if (text.contains(sequence)) {
            errors.invalid(at + ".path", text, "must not contain '" + sequence + "'");
          }
        }
        for (String suffix : List.of("/..", "/.")) {
          if (text.endsWith(suffix)) {
            errors.invalid(at + ".path", text, "cannot end with '" + suffix + "'");
          }
        }
      }
      case "ImplementationSpecific" -> {
        if (!text.isEmpty() && !text.startsWith("/")) {
          errors.invalid(at + ".path", text, "must be an absolute path");
        }
      }
      default -> errors.notSupported(at + ".pathType", type, PATH_TYPES);
    }
    validateBackend(path.path("backend"), at + ".backend", errors);
  }

  private static void validateBackend(JsonNode backend, String path, FieldErrors errors) {
    boolean service = backend.path("service").isObject();
    boolean resource = backend.path("resource").isObject();
    if (service && resource) {
      errors.invalid(path, "", "cannot set both resource and service backends");
    } else if (service) {
      validateService(backend.path("service"), path + ".service", errors);
    } else if (!resource) {
      errors.required(path, "resource or service backend is required");
    }
  }

  private static void validateService(JsonNode service, String path, FieldErrors errors) {
    String name = service.path("name").asText("");
    if (name.isEmpty()) {
      errors.required(path + ".name", "");
    } else {
      Names.dns1035Label(name).forEach(fault -> errors.invalid(path + ".name", name, fault));
    }
    String portName = service.path("port").path("name").asText("");
    long number = service.path("port").path("number").asLong();
    if (!portName.isEmpty() && number != 0) {
      errors.invalid(path, "", "cannot set both port name & port number");
    } else if (!portName.isEmpty()) {
      Names.portName(portName)
          .forEach(fault -> errors.invalid(path + ".port.name", portName, fault));
    } else if (number != 0) {
      Names.portNumber(number)
          .forEach(fault -> errors.invalid(path + ".port.number", number, fault));
    } else {
      errors.required(path, "port name or number is required");
    }
  }
}
