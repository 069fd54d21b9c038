package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.kubevert.apiserver.registry.OtherObjects;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceType;
import java.util.List;
import java.util.Set;

/** PersistentVolumeClaims, kept as objects only. */
public final class PersistentVolumeClaims implements Strategy {
  private static final ResourceType TYPE =
      new ResourceType("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", true);

  private PersistentVolumeClaims() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        TYPE,
        "persistentvolumeclaim",
        List.of("pvc"),
        List.of(),
        PersistentVolumeClaim.class,
        new PersistentVolumeClaims(),
        List.of(
            Column.objectName(),
            Column.text(
                "Status",
                "The phase of the claim.",
                object -> object.path("status").path("phase").asText("")),
            Column.text(
                "Volume",
                "The volume that it is bound to.",
                object -> object.path("spec").path("volumeName").asText("")),
            Column.text(
                "Capacity",
                "The size of its volume.",
                object -> object.path("status").path("capacity").path("storage").asText("")),
            Column.text(
                "Access Modes",
                "How it may be mounted.",
                object -> VolumeTexts.accessModes(object.path("status").path("accessModes"))),
            Column.text(
                "StorageClass",
                "Its storage class.",
                object -> object.path("spec").path("storageClassName").asText("")),
            Column.text(
                "VolumeAttributesClass",
                "Its attributes class.",
                object -> VolumeTexts.attributesClass(object.path("spec"))),
            Column.age(),
            Column.wide(
                "VolumeMode",
                "Filesystem or Block.",
                object -> object.path("spec").path("volumeMode").asText(""))),
        Set.of("status"));
  }

  @Override
  public void setDefaults(ObjectNode claim) {
    ObjectNode spec = claim.withObject("/spec");
    if (!spec.has("volumeMode")) {
      spec.put("volumeMode", "Filesystem");
    }
  }

  @Override
  public void admit(ObjectNode claim, OtherObjects others) {
    LimitRanger.admitClaim(TYPE, claim, InNamespace.of(claim, LimitRanges.TYPE, others));
  }

  @Override
  public void validate(ObjectNode claim, FieldErrors errors) {
    StorageValidation.validateClaim(claim.path("spec"), "spec", errors);
  }

  @Override
  public void validateUpdate(ObjectNode claim, ObjectNode old, FieldErrors errors) {
    ObjectNode spec = claim.path("spec").deepCopy();
    ObjectNode oldSpec = old.path("spec").deepCopy();
    if (old.path("status").path("phase").asText("").equals("Bound")) {
      List.of(spec, oldSpec).forEach(each -> each.remove(List.of("resources", "volumeName")));
    } else {
      List.of(spec, oldSpec).forEach(each -> each.remove("volumeName"));
    }
    if (!spec.equals(oldSpec)) {
      errors.forbidden(
          "spec",
          "spec is immutable after creation except resources.requests and volumeAttributesClassName"
              + " for bound claims");
    }
  }

  @Override
  public void prepareForCreate(ObjectNode claim) {
    claim.putObject("status").put("phase", "Pending");
  }
}
