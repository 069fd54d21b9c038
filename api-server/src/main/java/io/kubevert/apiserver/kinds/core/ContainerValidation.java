package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.Addresses;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
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
  private static final List<String> MESSAGE_POLICIES = List.of("FallbackToLogsOnError", "File");
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

  void validate(JsonNode containers, String path, boolean init) {
    Set<String> hostPorts = new HashSet<>();
    for (int i = 0; i < containers.size(); i++) {
      JsonNode container = containers.get(i);
      String at = path + "[" + i + "]";
      validateName(container, at);
      validateImage(container, at);
      validatePorts(container.path("ports"), at + ".ports", hostPorts);
      EnvironmentValidation.validate(container, at, errors);
      MountValidation.validate(container, volumes, at, errors);
      ResourceValidation.validate(container.path("resources"), at + ".resources", errors);
      SecurityContextValidation.validateContainer(
          container.path("securityContext"), at + ".securityContext", errors);
      requireEither(container, at, "terminationMessagePolicy", MESSAGE_POLICIES);
      validateRestartPolicy(container.path("restartPolicy"), at + ".restartPolicy", init);
      boolean sidecar = container.path("restartPolicy").asText("").equals("Always");
      if (!init || sidecar) {
        ProbeValidation.validate(container, at, errors);
      } else {
        ProbeValidation.forbid(container, at, errors);
      }
    }
  }

  private void requireEither(
      JsonNode container, String path, String field, List<String> supported) {
    String value = container.path(field).asText("");
    if (!value.isEmpty() && !supported.contains(value)) {
      errors.notSupported(path + "." + field, value, supported);
    }
  }

  private void validateRestartPolicy(JsonNode policy, String path, boolean init) {
    if (policy.isTextual() && !init) {
      errors.forbidden(path, "may not be set for non-init containers");
    } else if (policy.isTextual() && !policy.asText().equals("Always")) {
      errors.notSupported(path, policy.asText(), List.of("Always"));
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
    String address = port.path("hostIP").asText("");
    if (!address.isEmpty()) {
      Addresses.requireIp(address, path + ".hostIP", errors);
    }
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
}
