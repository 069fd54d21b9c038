package io.kubevert.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.Patching;
import io.kubevert.apiserver.registry.ServedVersion;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.request.PatchType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A patch that a request asks for.
 *
 * @param warnings what the user should know of it, filled in while it is applied
 */
record InboundPatch(Patching patching, List<String> warnings) {

  /**
   * @throws StatusException if the body's format is none of a patch
   */
  static InboundPatch of(ResourceRequest request, ServedVersion version) {
    for (PatchType type : PatchType.values()) {
      if (type.mediaType().equals(request.contentType())) {
        requireForceOfApplyOnly(type, request);
        // An apply comes as YAML; the rest of the server speaks JSON.
        byte[] body = type == PatchType.APPLY ? applied(request) : request.body();
        List<String> warnings = new ArrayList<>();
        Patching patching =
            new Patching(
                type, body, version, patched -> check(patched, request, version, warnings));
        return new InboundPatch(patching, warnings);
      }
    }
    throw new StatusException(
        Statuses.unsupportedMediaType(
            Arrays.stream(PatchType.values())
                .map(PatchType::mediaType)
                .collect(Collectors.joining(", "))));
  }

  /** A patch is applied again when another writer was faster: only the last time counts. */
  private static void check(
      ObjectNode patched, ResourceRequest request, ServedVersion version, List<String> warnings) {
    FieldValidation validation = FieldValidation.of(request.query());
    List<String> faults = validation.unknownFields(patched, version.definition().schema());
    validation.refuse(faults, version.definition().type());
    warnings.clear();
    warnings.addAll(faults);
    if (request.info().subresource().isEmpty() && version.isStored()) {
      warnings.addAll(version.stored().strategy().warnings(patched));
    }
  }

  private static void requireForceOfApplyOnly(PatchType type, ResourceRequest request) {
    if (type != PatchType.APPLY && request.query().containsKey("force")) {
      throw new StatusException(
          Statuses.invalidOptions(
              "PatchOptions",
              new FieldErrors().forbidden("force", "may not be specified for non-apply patch")));
    }
  }

  private static byte[] applied(ResourceRequest request) {
    if (request.query().getOrDefault("fieldManager", "").isEmpty()) {
      throw new StatusException(
          Statuses.invalidOptions(
              "PatchOptions",
              new FieldErrors().required("fieldManager", "is required for apply patch")));
    }
    return RequestBody.toJson(request.body());
  }
}
