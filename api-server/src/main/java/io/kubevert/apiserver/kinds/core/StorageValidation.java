package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.LabelSelectors;
import io.kubevert.apiserver.validation.Names;
import io.kubevert.apiserver.validation.Quantities;
import java.util.List;

/** What is wrong with volumes of the cluster, and with claims on them. */
final class StorageValidation {
  private static final List<String> ACCESS_MODES =
      List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
  private static final List<String> VOLUME_MODES = List.of("Block", "Filesystem");
  private static final List<String> RECLAIM_POLICIES = List.of("Delete", "Recycle", "Retain");
  private static final List<String> SOURCES =
      List.of(
          "awsElasticBlockStore",
          "azureDisk",
          "azureFile",
          "cephfs",
          "cinder",
          "csi",
          "fc",
          "flexVolume",
          "flocker",
          "gcePersistentDisk",
          "glusterfs",
          "hostPath",
          "iscsi",
          "local",
          "nfs",
          "photonPersistentDisk",
          "portworxVolume",
          "quobyte",
          "rbd",
          "scaleIO",
          "storageos",
          "vsphereVolume");

  private StorageValidation() {}

  static void validateVolume(JsonNode spec, FieldErrors errors) {
    if (spec.path("accessModes").isEmpty()) {
      errors.required("spec.accessModes", "");
    }
    if (spec.path("capacity").isEmpty()) {
      errors.required("spec.capacity", "");
    }
    validateModes(spec, "spec", errors);
    for (var amount : spec.path("capacity").properties()) {
      requirePositive(
          amount.getValue().asText(""), "spec.capacity[" + amount.getKey() + "]", errors);
    }
    List<String> sources = SOURCES.stream().filter(name -> spec.path(name).isObject()).toList();
    if (sources.isEmpty()) {
      errors.required("spec", "must specify a volume type");
    }
    sources.stream()
        .skip(1)
        .forEach(
            name -> errors.forbidden("spec." + name, "may not specify more than 1 volume type"));
    PodValidation.requireSupported(
        spec, "spec", "persistentVolumeReclaimPolicy", RECLAIM_POLICIES, errors);
  }

  static void validateVolumeUpdate(JsonNode spec, JsonNode old, FieldErrors errors) {
    if (SOURCES.stream().anyMatch(name -> !spec.path(name).equals(old.path(name)))) {
      errors.forbidden(
          "spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation");
    }
    if (!spec.path("volumeMode").equals(old.path("volumeMode"))) {
      errors.invalid("spec.volumeMode", spec.path("volumeMode").asText(""), "field is immutable");
    }
  }

  /**
   * @param path of the spec, which may stand in a template
   */
  static void validateClaim(JsonNode spec, String path, FieldErrors errors) {
    if (spec.path("accessModes").isEmpty()) {
      errors.required(path + ".accessModes", "at least 1 access mode is required");
    }
    LabelSelectors.validate(spec.path("selector"), path + ".selector", errors);
    validateModes(spec, path, errors);
    String storage = spec.path("resources").path("requests").path("storage").asText("");
    if (storage.isEmpty()) {
      errors.required(path + ".resources[storage]", "");
    } else {
      requirePositive(storage, path + ".resources[storage]", errors);
    }
    String storageClass = spec.path("storageClassName").asText("");
    if (!storageClass.isEmpty()) {
      Names.dns1123Subdomain(storageClass)
          .forEach(fault -> errors.invalid(path + ".storageClassName", storageClass, fault));
    }
  }

  private static void validateModes(JsonNode spec, String path, FieldErrors errors) {
    JsonNode modes = spec.path("accessModes");
    boolean single = false;
    for (JsonNode mode : modes) {
      single |= mode.asText().equals("ReadWriteOncePod");
      if (!ACCESS_MODES.contains(mode.asText())) {
        errors.notSupported(path + ".accessModes", mode.asText(), ACCESS_MODES);
      }
    }
    if (single && modes.size() > 1) {
      errors.forbidden(
          path + ".accessModes", "may not use ReadWriteOncePod with other access modes");
    }
    String mode = spec.path("volumeMode").asText("Filesystem");
    if (!VOLUME_MODES.contains(mode)) {
      errors.notSupported(path + ".volumeMode", mode, VOLUME_MODES);
    }
  }

  private static void requirePositive(String amount, String path, FieldErrors errors) {
    if (Quantities.parse(amount).filter(value -> value.signum() > 0).isEmpty()) {
      errors.invalid(path, amount, "must be greater than zero");
    }
  }
}
