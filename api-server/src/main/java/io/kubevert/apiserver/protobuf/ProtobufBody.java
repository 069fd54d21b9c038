package io.kubevert.apiserver.protobuf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Apps;
import io.kubernetes.client.proto.V1Authentication;
import io.kubernetes.client.proto.V1Authorization;
import io.kubernetes.client.proto.V1Autoscaling;
import io.kubernetes.client.proto.V1Batch;
import io.kubernetes.client.proto.V1Networking;
import io.kubernetes.client.proto.V1Policy;
import io.kubernetes.client.proto.V1Rbac;
import java.util.Arrays;
import java.util.Optional;

/** Decodes a body: four bytes of magic, and an envelope that names the type of what it holds. */
public final class ProtobufBody {
  public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

  private static final byte[] MAGIC = {'k', '8', 's', 0};

  private ProtobufBody() {}

  /**
   * The object in a body.
   *
   * @return empty when the schemas that this server has do not describe it in full, so that the
   *     client has to send it as JSON
   * @throws IllegalArgumentException if the body is malformed
   */
  public static Optional<ObjectNode> decode(byte[] body) {
    if (body.length < MAGIC.length
        || !Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IllegalArgumentException("provided data does not appear to be a protobuf message");
    }
    try {
      Runtime.Unknown envelope =
          Runtime.Unknown.parseFrom(Arrays.copyOfRange(body, MAGIC.length, body.length));
      String apiVersion = envelope.getTypeMeta().getApiVersion();
      String kind = envelope.getTypeMeta().getKind();
      Optional<Descriptor> type =
          schema(apiVersion, kind).map(schema -> schema.findMessageTypeByName(kind));
      if (type.isEmpty()) {
        return Optional.empty();
      }
      DynamicMessage message = DynamicMessage.parseFrom(type.get(), envelope.getRaw());
      return MessageTree.of(message)
          .map(object -> object.put("apiVersion", apiVersion).put("kind", kind));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("malformed protobuf message: " + e.getMessage(), e);
    }
  }

  private static Optional<FileDescriptor> schema(String apiVersion, String kind) {
    if (kind.equals("DeleteOptions")) {
      return Optional.of(Meta.getDescriptor());
    }
    return switch (apiVersion) {
      case "apps/v1" -> Optional.of(V1Apps.getDescriptor());
      case "authentication.k8s.io/v1" -> Optional.of(V1Authentication.getDescriptor());
      case "authorization.k8s.io/v1" -> Optional.of(V1Authorization.getDescriptor());
      case "autoscaling/v1" -> Optional.of(V1Autoscaling.getDescriptor());
      case "batch/v1" -> Optional.of(V1Batch.getDescriptor());
      case "networking.k8s.io/v1" -> Optional.of(V1Networking.getDescriptor());
      case "policy/v1" -> Optional.of(V1Policy.getDescriptor());
      case "rbac.authorization.k8s.io/v1" -> Optional.of(V1Rbac.getDescriptor());
      case "v1" -> Optional.of(V1.getDescriptor());
      default -> Optional.empty();
    };
  }
}
