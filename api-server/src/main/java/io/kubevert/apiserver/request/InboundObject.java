package io.kubevert.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.ServedVersion;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.schema.Schema;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;

/**
 * A body that was checked against its kind's schema.
 *
 * @param object in the version that is stored
 * @param warnings what the user should know of it
 */
record InboundObject(ObjectNode object, List<String> warnings) {

  /**
   * @throws StatusException if the body cannot be read, is of other types than the kind's fields,
   *     or has unknown fields that the request wants refused
   */
  static InboundObject of(ResourceRequest request, ServedVersion version) {
    ObjectNode body = RequestBody.object(request);
    Schema schema = version.definition().schema();
    FieldValidation validation = FieldValidation.of(request.query());
    List<String> warnings = new ArrayList<>(validation.duplicates(request));
    warnings.addAll(validation.unknownFields(body, schema));
    ResourceType type = version.definition().type();
    validation.refuse(warnings, type);
    try {
      schema.decode(body);
    } catch (IllegalArgumentException e) {
      throw new StatusException(
          Statuses.badRequest(
              type.kind()
                  + " in version \""
                  + type.version()
                  + "\" cannot be handled as a "
                  + type.kind()
                  + ": "
                  + e.getMessage()));
    }
    version.definition().requireOwn(body);
    ObjectNode object = version.conversion().toStored(body);
    if (request.info().subresource().isEmpty()) {
      Strategy strategy = version.stored().strategy();
      warnings.addAll(
          request.info().verb().equals("create")
              ? strategy.warningsOnCreate(object)
              : strategy.warnings(object));
    }
    return new InboundObject(object, List.copyOf(warnings));
  }
}
