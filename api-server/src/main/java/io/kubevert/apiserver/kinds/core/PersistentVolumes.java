package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceType;
import java.util.List;
import java.util.Set;

/** PersistentVolumes, kept as objects only. */
public final class PersistentVolumes implements Strategy {
  private PersistentVolumes() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        new ResourceType("", "v1", "PersistentVolume", "persistentvolumes", false),
        "persistentvolume",
        List.of("pv"),
        List.of(),
        PersistentVolume.class,
        new PersistentVolumes(),
        List.of(
            Column.objectName(),
            Column.text(
                "Capacity",
                "The size of the volume.",
                object -> object.path("spec").path("capacity").path("storage").asText("")),
            Column.text(
                "Access Modes",
                "How it may be mounted.",
                object -> VolumeTexts.accessModes(object.path("spec").path("accessModes"))),
            Column.text(
                "Reclaim Policy",
                "What becomes of it when released.",
                object -> object.path("spec").path("persistentVolumeReclaimPolicy").asText("")),
            Column.text(
                "Status",
                "The phase of the volume.",
                object -> object.path("status").path("phase").asText("")),
            Column.text("Claim", "The claim that it is bound to.", PersistentVolumes::claim),
            Column.text(
                "StorageClass",
                "Its storage class.",
                object -> object.path("spec").path("storageClassName").asText("")),
            Column.text(
                "VolumeAttributesClass",
                "Its attributes class.",
                object -> VolumeTexts.attributesClass(object.path("spec"))),
            Column.text(
                "Reason",
                "Why it is in this state.",
                object -> object.path("status").path("reason").asText("")),
            Column.age(),
            Column.wide(
                "VolumeMode",
                "Filesystem or Block.",
                object -> object.path("spec").path("volumeMode").asText(""))),
        Set.of("status"));
  }

  @Override
  public void setDefaults(ObjectNode volume) {
    ObjectNode spec = volume.withObject("/spec");
    if (!spec.has("persistentVolumeReclaimPolicy")) {
      spec.put("persistentVolumeReclaimPolicy", "Retain");
    }
    if (!spec.has("volumeMode")) {
      spec.put("volumeMode", "Filesystem");
    }
    PodSpecDefaults.applyToHostPath(spec);
  }

  @Override
  public void prepareForCreate(ObjectNode volume) {
    volume.putObject("status").put("phase", "Pending");
  }

  @Override
  public void validate(ObjectNode volume, FieldErrors errors) {
    StorageValidation.validateVolume(volume.path("spec"), errors);
  }

  @Override
  public void validateUpdate(ObjectNode volume, ObjectNode old, FieldErrors errors) {
    StorageValidation.validateVolumeUpdate(volume.path("spec"), old.path("spec"), errors);
  }

  private static String claim(JsonNode volume) {
    JsonNode claim = volume.path("spec").path("claimRef");
    return claim.isObject()
        ? claim.path("namespace").asText("") + "/" + claim.path("name").asText("")
        : "";
  }
}
