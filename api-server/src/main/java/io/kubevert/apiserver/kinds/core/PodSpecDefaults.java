package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What a user may leave out of a pod's spec, in a pod as well as in a template. */
final class PodSpecDefaults {
  private static final int FILE_MODE = 0644;

  private PodSpecDefaults() {}

  static void apply(ObjectNode spec) {
    setDefault(spec, "restartPolicy", "Always");
    setDefault(spec, "terminationGracePeriodSeconds", 30);
    setDefault(spec, "dnsPolicy", "ClusterFirst");
    setDefault(spec, "schedulerName", "default-scheduler");
    if (!spec.path("securityContext").isObject()) {
      spec.putObject("securityContext");
    }
    for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
      for (JsonNode container : spec.path(list)) {
        if (container instanceof ObjectNode object) {
          applyToContainer(object);
        }
      }
    }
    for (JsonNode volume : spec.path("volumes")) {
      if (volume instanceof ObjectNode object) {
        applyToVolume(object);
      }
    }
  }

  static void setDefault(ObjectNode object, String field, String value) {
    if (object.path(field).asText("").isEmpty()) {
      object.put(field, value);
    }
  }

  static void setDefault(ObjectNode object, String field, int value) {
    if (!object.hasNonNull(field)) {
      object.put(field, value);
    }
  }

  private static void applyToContainer(ObjectNode container) {
    setDefault(container, "imagePullPolicy", pullPolicy(container.path("image").asText("")));
    setDefault(container, "terminationMessagePath", "/dev/termination-log");
    setDefault(container, "terminationMessagePolicy", "File");
    if (!container.path("resources").isObject()) {
      container.putObject("resources");
    }
    for (JsonNode port : container.path("ports")) {
      if (port instanceof ObjectNode object) {
        setDefault(object, "protocol", "TCP");
      }
    }
    for (JsonNode variable : container.path("env")) {
      applyToReferences(variable.path("valueFrom"));
    }
    for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
      if (container.path(probe) instanceof ObjectNode object) {
        applyToProbe(object);
      }
    }
    for (String hook : List.of("postStart", "preStop")) {
      applyToHttpGet(container.path("lifecycle").path(hook));
    }
  }

  /** A moving tag is pulled each time; a fixed one when the node does not have it. */
  private static String pullPolicy(String image) {
    if (image.contains("@")) {
      return "IfNotPresent";
    }
    String name = image.substring(image.lastIndexOf('/') + 1);
    int colon = name.indexOf(':');
    return colon < 0 || name.substring(colon + 1).equals("latest") ? "Always" : "IfNotPresent";
  }

  private static void applyToProbe(ObjectNode probe) {
    for (String field : List.of("timeoutSeconds", "successThreshold")) {
      setPositive(probe, field, 1);
    }
    setPositive(probe, "periodSeconds", 10);
    setPositive(probe, "failureThreshold", 3);
    applyToHttpGet(probe);
    if (probe.path("grpc") instanceof ObjectNode grpc && !grpc.hasNonNull("service")) {
      grpc.put("service", "");
    }
  }

  private static void setPositive(ObjectNode probe, String field, int value) {
    if (probe.path(field).asInt() == 0) {
      probe.put(field, value);
    }
  }

  private static void applyToHttpGet(JsonNode handler) {
    if (handler.path("httpGet") instanceof ObjectNode httpGet) {
      setDefault(httpGet, "path", "/");
      setDefault(httpGet, "scheme", "HTTP");
    }
  }

  private static void applyToVolume(ObjectNode volume) {
    if (volume.size() == 1 && volume.has("name")) {
      volume.putObject("emptyDir");
    }
    for (String source : List.of("secret", "configMap", "downwardAPI", "projected")) {
      if (volume.path(source) instanceof ObjectNode object) {
        setDefault(object, "defaultMode", FILE_MODE);
        object.path("items").forEach(PodSpecDefaults::applyToReferences);
      }
    }
    applyToHostPath(volume);
    if (volume.at("/ephemeral/volumeClaimTemplate/spec") instanceof ObjectNode claim) {
      setDefault(claim, "volumeMode", "Filesystem");
    }
    for (JsonNode source : volume.path("projected").path("sources")) {
      source.path("downwardAPI").path("items").forEach(PodSpecDefaults::applyToReferences);
      if (source.path("serviceAccountToken") instanceof ObjectNode token) {
        setDefault(token, "expirationSeconds", 3600);
      }
    }
  }

  /** What may be a volume of a pod or one by itself. */
  static void applyToHostPath(JsonNode volume) {
    if (volume.path("hostPath") instanceof ObjectNode hostPath && !hostPath.hasNonNull("type")) {
      hostPath.put("type", "");
    }
  }

  private static void applyToReferences(JsonNode source) {
    if (source.path("fieldRef") instanceof ObjectNode reference) {
      setDefault(reference, "apiVersion", "v1");
    }
    if (source.path("resourceFieldRef") instanceof ObjectNode reference) {
      setDefault(reference, "divisor", "0");
    }
  }
}
