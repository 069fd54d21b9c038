package io.kubevert.apiserver.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.kubevert.apiserver.protobuf.ProtobufBody;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.Json;
import java.io.IOException;

/** Bodies in the formats that the server reads. */
public final class RequestBody {
  private static final String ACCEPTED =
      "application/json, application/yaml, application/vnd.kubernetes.protobuf";

  /** Made when the first YAML comes, which is seldom. */
  private static final class Yaml {
    static final YAMLMapper MAPPER = new YAMLMapper();
  }

  private RequestBody() {}

  /**
   * Reads a body.
   *
   * @throws StatusException if its format is unknown, or if it is malformed
   */
  static ObjectNode object(ResourceRequest request) {
    return switch (request.contentType()) {
      case "", "application/json" -> json(request.body());
      case "application/yaml", "application/apply-patch+yaml" -> yaml(request.body());
      case ProtobufBody.MEDIA_TYPE -> protobuf(request.body());
      default -> throw new StatusException(Statuses.unsupportedMediaType(ACCEPTED));
    };
  }

  /** Reads a body that may be missing. */
  static ObjectNode optionalObject(ResourceRequest request) {
    return request.body().length == 0 ? Json.object() : object(request);
  }

  /** Writes an object as YAML. */
  public static byte[] toYaml(byte[] json) {
    try {
      return Yaml.MAPPER.writeValueAsBytes(Json.parse(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree could not be written as YAML", e);
    }
  }

  /** Turns a YAML body, of which JSON is a part, into JSON. */
  static byte[] toJson(byte[] yaml) {
    return Json.bytes(yaml(yaml));
  }

  private static ObjectNode json(byte[] body) {
    if (body.length == 0) {
      throw new StatusException(Statuses.badRequest("the request has no body"));
    }
    try {
      return Json.parse(body);
    } catch (IllegalArgumentException e) {
      throw new StatusException(
          Statuses.badRequest("the object provided is unrecognized: " + e.getMessage()));
    }
  }

  private static ObjectNode protobuf(byte[] body) {
    try {
      return ProtobufBody.decode(body)
          .orElseThrow(
              () ->
                  new StatusException(
                      Statuses.unsupportedMediaType("application/json, application/yaml")));
    } catch (IllegalArgumentException e) {
      throw new StatusException(Statuses.badRequest(e.getMessage()));
    }
  }

  private static ObjectNode yaml(byte[] body) {
    try {
      if (YamlTree.read(body) instanceof ObjectNode object) {
        return object;
      }
      throw new StatusException(Statuses.badRequest("the body is not one YAML object"));
    } catch (JsonProcessingException e) {
      throw new StatusException(Statuses.badRequest("error parsing YAML: " + Json.fault(e)));
    } catch (IOException e) {
      throw new StatusException(Statuses.badRequest("error parsing YAML: " + e.getMessage()));
    }
  }
}
