package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import io.kubevert.apiserver.validation.Quantities;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The containers of a pod.
 *
 * @param volumes the names that mounts may refer to
 * @param names the names of the pod's containers so far
 */
record ContainerValidation(
    Set<String> volumes, Set<String> names, boolean hostNetwork, FieldErrors errors) {
  private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

  void validate(JsonNode containers, String path, boolean init) {
    Set<String> hostPorts = new HashSet<>();
    for (int i = 0; i < containers.size(); i++) {
      JsonNode container = containers.get(i);
      String at = path + "[" + i + "]";
      validateName(container, at);
      validateImage(container, at);
      validatePorts(container.path("ports"), at + ".ports", hostPorts);
      validateEnvironment(container.path("env"), at + ".env");
      validateMounts(container.path("volumeMounts"), at + ".volumeMounts");
      validateResources(container.path("resources"), at + ".resources");
      boolean sidecar = container.path("restartPolicy").asText("").equals("Always");
      if (!init || sidecar) {
        ProbeValidation.validate(container, at, errors);
      } else {
        ProbeValidation.forbid(container, at, errors);
      }
    }
  }

  private void validateName(JsonNode container, String path) {
    String name = container.path("name").asText("");
    if (name.isEmpty()) {
      errors.required(path + ".name", "");
      return;
    }
    Names.dns1123Label(name).forEach(fault -> errors.invalid(path + ".name", name, fault));
    if (!names.add(name)) {
      errors.duplicate(path + ".name", name);
    }
  }

  private void validateImage(JsonNode container, String path) {
    String image = container.path("image").asText("");
    if (image.isEmpty()) {
      errors.required(path + ".image", "");
    } else if (!image.equals(image.strip())) {
      errors.invalid(path + ".image", image, "must not have leading or trailing whitespace");
    }
    PodValidation.requireSupported(container, path, "imagePullPolicy", PULL_POLICIES, errors);
  }

  private void validatePorts(JsonNode ports, String path, Set<String> hostPorts) {
    Set<String> portNames = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      JsonNode port = ports.get(i);
      String at = path + "[" + i + "]";
      String name = port.path("name").asText("");
      if (!name.isEmpty()) {
        Names.portName(name).forEach(fault -> errors.invalid(at + ".name", name, fault));
        if (!portNames.add(name)) {
          errors.duplicate(at + ".name", name);
        }
      }
      if (port.path("containerPort").asLong() == 0) {
        errors.required(at + ".containerPort", "");
      } else {
        requirePort(port.path("containerPort"), at + ".containerPort");
      }
      PodValidation.requireSupported(port, at, "protocol", PROTOCOLS, errors);
      validateHostPort(port, at, hostPorts);
    }
  }

  private void validateHostPort(JsonNode port, String path, Set<String> hostPorts) {
    long hostPort = port.path("hostPort").asLong();
    if (hostPort == 0) {
      return;
    }
    requirePort(port.path("hostPort"), path + ".hostPort");
    String taken =
        port.path("protocol").asText() + "/" + port.path("hostIP").asText("") + "/" + hostPort;
    if (!hostPorts.add(taken)) {
      errors.duplicate(path + ".hostPort", taken);
    }
    if (hostNetwork && hostPort != port.path("containerPort").asLong()) {
      errors.invalid(
          path + ".containerPort",
          port.path("containerPort").asLong(),
          "must match `hostPort` when `hostNetwork` is true");
    }
  }

  private void requirePort(JsonNode port, String path) {
    Names.portNumber(port.asLong()).forEach(fault -> errors.invalid(path, port.asLong(), fault));
  }

  private void validateEnvironment(JsonNode variables, String path) {
    for (int i = 0; i < variables.size(); i++) {
      JsonNode variable = variables.get(i);
      String at = path + "[" + i + "]";
      String name = variable.path("name").asText("");
      if (name.isEmpty()) {
        errors.required(at + ".name", "");
      } else if (!name.chars().allMatch(c -> c >= ' ' && c < 127 && c != '=')) {
        errors.invalid(
            at + ".name",
            name,
            "a valid environment variable name must consist only of printable ASCII characters"
                + " other than '='");
      }
      JsonNode source = variable.path("valueFrom");
      if (source.isObject() && source.isEmpty()) {
        errors.invalid(
            at + ".valueFrom",
            "",
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or"
                + " `secretKeyRef`");
      } else if (source.isObject() && !variable.path("value").asText("").isEmpty()) {
        errors.invalid(at + ".valueFrom", "", "may not be specified when `value` is not empty");
      }
    }
  }

  private void validateMounts(JsonNode mounts, String path) {
    Set<String> mountPaths = new HashSet<>();
    for (int i = 0; i < mounts.size(); i++) {
      String at = path + "[" + i + "]";
      String name = mounts.get(i).path("name").asText("");
      String mountPath = mounts.get(i).path("mountPath").asText("");
      if (name.isEmpty()) {
        errors.required(at + ".name", "");
      } else if (!volumes.contains(name)) {
        errors.notFound(at + ".name", name);
      }
      if (mountPath.isEmpty()) {
        errors.required(at + ".mountPath", "");
      } else if (!mountPaths.add(mountPath)) {
        errors.invalid(at + ".mountPath", mountPath, "must be unique");
      }
    }
  }

  private void validateResources(JsonNode resources, String path) {
    for (String list : List.of("limits", "requests")) {
      for (var resource : resources.path(list).properties()) {
        String at = path + "." + list + "[" + resource.getKey() + "]";
        String text = resource.getValue().asText("");
        var amount = Quantities.parse(text);
        if (amount.isEmpty()) {
          errors.invalid(at, text, Quantities.FAULT);
        } else if (amount.get().signum() < 0) {
          errors.invalid(at, text, "must be greater than or equal to 0");
        }
      }
    }
    for (var request : resources.path("requests").properties()) {
      String name = request.getKey();
      var requested = Quantities.parse(request.getValue().asText(""));
      var limit = Quantities.parse(resources.path("limits").path(name).asText(""));
      if (requested.isPresent()
          && limit.isPresent()
          && requested.get().compareTo(limit.get()) > 0) {
        errors.invalid(
            path + ".requests",
            request.getValue().asText(),
            "must be less than or equal to "
                + name
                + " limit of "
                + resources.path("limits").path(name).asText());
      }
    }
  }
}
