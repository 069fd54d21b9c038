package io.kubevert.apiserver.patch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.schema.Schema;
import io.kubevert.client.Json;
import io.kubevert.client.request.PatchType;
import java.io.IOException;

/** Applies a patch to an object. */
public final class Patches {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private Patches() {}

  /**
   * The object as the patch makes it. Neither argument is changed.
   *
   * @param current the object as stored
   * @param patch the body of the request
   * @param schema says how the kind's lists merge
   * @throws PatchException if the patch is malformed, does not fit, or is of a format that the kind
   *     does not take
   */
  public static ObjectNode apply(PatchType type, ObjectNode current, byte[] patch, Schema schema) {
    JsonNode patched =
        switch (type) {
          case JSON -> JsonPatch.apply(current.deepCopy(), array(patch));
          case MERGE -> MergePatch.apply(current.deepCopy(), object(patch));
          case STRATEGIC_MERGE -> {
            if (!schema.mergesStrategically()) {
              throw unsupported(PatchType.JSON, PatchType.MERGE);
            }
            yield StrategicMergePatch.apply(current, object(patch), schema.shape());
          }
          case APPLY ->
              throw unsupported(PatchType.JSON, PatchType.MERGE, PatchType.STRATEGIC_MERGE);
        };
    if (patched instanceof ObjectNode object) {
      return object;
    }
    throw PatchException.unprocessable("the patch makes something else than an object of it");
  }

  private static PatchException unsupported(PatchType... accepted) {
    StringBuilder text =
        new StringBuilder(
            "the body of the request was in an unknown format - accepted media types include: ");
    for (int i = 0; i < accepted.length; i++) {
      text.append(i == 0 ? "" : ", ").append(accepted[i].mediaType());
    }
    return new PatchException(PatchException.Kind.UNSUPPORTED_MEDIA_TYPE, text.toString());
  }

  private static ObjectNode object(byte[] patch) {
    if (parse(patch) instanceof ObjectNode object) {
      return object;
    }
    throw PatchException.badRequest("error decoding patch: a JSON object is wanted");
  }

  private static ArrayNode array(byte[] patch) {
    if (parse(patch) instanceof ArrayNode array) {
      return array;
    }
    throw PatchException.badRequest("error decoding patch: a JSON array of operations is wanted");
  }

  private static JsonNode parse(byte[] patch) {
    try {
      return MAPPER.readTree(patch);
    } catch (JsonProcessingException e) {
      throw new PatchException(
          PatchException.Kind.BAD_REQUEST, "error decoding patch: " + Json.fault(e), e);
    } catch (IOException e) {
      throw new PatchException(
          PatchException.Kind.BAD_REQUEST, "error decoding patch: " + e.getMessage(), e);
    }
  }
}
