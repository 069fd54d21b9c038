package io.kubevert.apiserver.request;

import io.kubevert.apiserver.registry.Patching;
import io.kubevert.apiserver.registry.ServedVersion;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.Json;
import io.kubevert.client.request.PatchType;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Reads which patch a request asks for. */
final class InboundPatch {
  private InboundPatch() {}

  /**
   * @throws StatusException if the body's format is none of a patch
   */
  static Patching of(ResourceRequest request, ServedVersion version) {
    for (PatchType type : PatchType.values()) {
      if (type.mediaType().equals(request.contentType())) {
        // An apply comes as YAML; the rest of the server speaks JSON.
        byte[] body = type == PatchType.APPLY ? applied(request, version) : request.body();
        return new Patching(type, body, version);
      }
    }
    throw new StatusException(
        Statuses.unsupportedMediaType(
            Arrays.stream(PatchType.values())
                .map(PatchType::mediaType)
                .collect(Collectors.joining(", "))));
  }

  private static byte[] applied(ResourceRequest request, ServedVersion version) {
    if (request.query().getOrDefault("fieldManager", "").isEmpty()) {
      throw new StatusException(
          Statuses.unprocessable(
              version.definition().type(),
              request.info().name(),
              "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required"
                  + " for apply patch"));
    }
    byte[] body = RequestBody.toJson(request.body());
    FieldValidation.of(request.query())
        .check(Json.parse(body), version.definition().model(), request);
    return body;
  }
}
