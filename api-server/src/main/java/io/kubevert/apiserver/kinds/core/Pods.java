package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.kubevert.apiserver.registry.OtherObjects;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceTypes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Pods. */
public final class Pods implements Strategy {
  private Pods() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        ResourceTypes.PODS,
        "pod",
        List.of("po"),
        List.of("all"),
        Pod.class,
        new Pods(),
        PodColumns.all(),
        Set.of(
            "status",
            "log",
            "exec",
            "attach",
            "portforward",
            "proxy",
            "binding",
            "eviction",
            "ephemeralcontainers",
            "resize"));
  }

  @Override
  public void setDefaults(ObjectNode pod) {
    PodDefaults.apply(pod);
  }

  @Override
  public void prepareForCreate(ObjectNode pod) {
    PodDefaults.admit(pod);
    pod.set("status", PodDefaults.firstStatus(pod));
  }

  @Override
  public void admit(ObjectNode pod, OtherObjects others) {
    ServiceAccountAdmission.admit(pod, others);
    List<ObjectNode> ranges = InNamespace.of(pod, LimitRanges.TYPE, others);
    LimitRanger.setDefaults(pod, ranges);
    pod.set("status", PodDefaults.firstStatus(pod));
    LimitRanger.admitPod(ResourceTypes.PODS, pod, ranges);
  }

  @Override
  public void validate(ObjectNode pod, FieldErrors errors) {
    PodValidation.validate(pod, errors);
  }

  @Override
  public List<String> warningsOnCreate(JsonNode pod) {
    return PodWarnings.ofPod(pod);
  }

  @Override
  public void validateUpdate(ObjectNode pod, ObjectNode old, FieldErrors errors) {
    PodUpdateValidation.validate(pod, old, errors);
  }

  @Override
  public Map<String, String> selectableFields(JsonNode pod) {
    JsonNode spec = pod.path("spec");
    JsonNode status = pod.path("status");
    Map<String, String> fields = new LinkedHashMap<>();
    for (String field :
        List.of("nodeName", "restartPolicy", "schedulerName", "serviceAccountName")) {
      fields.put("spec." + field, spec.path(field).asText(""));
    }
    fields.put("spec.hostNetwork", Boolean.toString(spec.path("hostNetwork").asBoolean()));
    fields.put("status.phase", status.path("phase").asText(""));
    fields.put("status.podIP", status.path("podIP").asText(""));
    fields.put("status.podIPs", status.path("podIPs").path(0).path("ip").asText(""));
    fields.put("status.nominatedNodeName", status.path("nominatedNodeName").asText(""));
    return fields;
  }

  @Override
  public long gracePeriodSeconds(ObjectNode pod, Long requested) {
    String phase = pod.path("status").path("phase").asText("");
    boolean started = !pod.path("spec").path("nodeName").asText("").isEmpty();
    if (!started || phase.equals("Failed") || phase.equals("Succeeded")) {
      return 0;
    }
    long seconds =
        requested != null
            ? requested
            : pod.path("spec").path("terminationGracePeriodSeconds").asLong(30);
    return seconds < 0 ? 1 : seconds;
  }
}
