package io.kubevert.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.kubevert.client.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Messages as the JSON that Kubernetes makes of them.
 *
 * <p>Go's encoder writes fields that nobody set, as empty text, 0 or false; those are left out. A
 * few fields mean something by such a value; they are the ones that are pointers in Go.
 */
final class MessageTree {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Set<String> INLINE =
      Set.of(
          "volumeSource",
          "persistentVolumeSource",
          "ephemeralContainerCommon",
          "handler",
          "ingressRuleValue",
          "localObjectReference");
  private static final Set<String> POINTERS =
      Set.of(
          "allocateLoadBalancerNodePorts",
          "allowPrivilegeEscalation",
          "automountServiceAccountToken",
          "backoffLimit",
          "blockOwnerDeletion",
          "completions",
          "controller",
          "enableServiceLinks",
          "fsGroup",
          "gracePeriodSeconds",
          "hostUsers",
          "immutable",
          "optional",
          "orphanDependents",
          "parallelism",
          "partition",
          "privileged",
          "readOnlyRootFilesystem",
          "ready",
          "replicas",
          "revisionHistoryLimit",
          "runAsGroup",
          "runAsNonRoot",
          "runAsUser",
          "serving",
          "setHostnameAsFQDN",
          "shareProcessNamespace",
          "storageClassName",
          "suspend",
          "terminating",
          "terminationGracePeriodSeconds",
          "tolerationSeconds",
          "ttlSecondsAfterFinished");

  private MessageTree() {}

  /** The tree of a message; empty when it has fields that its schema does not know. */
  static Optional<ObjectNode> of(Message message) {
    return isKnown(message) ? Optional.of(object(message)) : Optional.empty();
  }

  private static boolean isKnown(Message message) {
    return message.getUnknownFields().asMap().isEmpty()
        && message.getAllFields().values().stream()
            .allMatch(
                value ->
                    switch (value) {
                      case Message nested -> isKnown(nested);
                      case List<?> list ->
                          list.stream()
                              .allMatch(each -> !(each instanceof Message one) || isKnown(one));
                      default -> true;
                    });
  }

  private static ObjectNode object(Message message) {
    ObjectNode object = Json.object();
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              if (field.isMapField()) {
                object.set(field.getName(), map((List<?>) value));
              } else if (field.isRepeated()) {
                object.set(field.getName(), array((List<?>) value));
              } else if (INLINE.contains(field.getName()) && value instanceof Message inline) {
                object.setAll(object(inline));
              } else {
                setUnlessUnset(object, field, node(value));
              }
            });
    return object;
  }

  private static void setUnlessUnset(ObjectNode object, FieldDescriptor field, JsonNode value) {
    boolean empty =
        value.isNull()
            || value.isTextual() && value.textValue().isEmpty()
            || value.isNumber() && value.longValue() == 0
            || value.isBoolean() && !value.booleanValue();
    if (!empty || !value.isNull() && POINTERS.contains(field.getName())) {
      object.set(field.getName(), value);
    }
  }

  private static ArrayNode array(List<?> values) {
    ArrayNode array = NODES.arrayNode();
    values.forEach(value -> array.add(node(value)));
    return array;
  }

  private static ObjectNode map(List<?> entries) {
    ObjectNode map = Json.object();
    for (Object each : entries) {
      Message entry = (Message) each;
      List<FieldDescriptor> fields = entry.getDescriptorForType().getFields();
      map.set(entry.getField(fields.getFirst()).toString(), node(entry.getField(fields.getLast())));
    }
    return map;
  }

  private static JsonNode node(Object value) {
    return switch (value) {
      case String text -> NODES.textNode(text);
      case Integer number -> NODES.numberNode(number);
      case Long number -> NODES.numberNode(number);
      case Double number -> NODES.numberNode(number);
      case Float number -> NODES.numberNode(number);
      case Boolean flag -> NODES.booleanNode(flag);
      case ByteString bytes ->
          NODES.textNode(Base64.getEncoder().encodeToString(bytes.toByteArray()));
      case Message message -> message(message);
      default -> throw new IllegalArgumentException("unexpected value in protobuf: " + value);
    };
  }

  private static JsonNode message(Message message) {
    return switch (message.getDescriptorForType().getFullName()) {
      case "k8s.io.apimachinery.pkg.apis.meta.v1.Time" -> time(message, ChronoUnit.SECONDS);
      case "k8s.io.apimachinery.pkg.apis.meta.v1.MicroTime" -> time(message, ChronoUnit.MICROS);
      case "k8s.io.apimachinery.pkg.api.resource.Quantity" ->
          NODES.textNode(String.valueOf(field(message, "string")));
      case "k8s.io.apimachinery.pkg.util.intstr.IntOrString" ->
          (long) field(message, "type") == 0
              ? NODES.numberNode((int) field(message, "intVal"))
              : NODES.textNode(String.valueOf(field(message, "strVal")));
      case "k8s.io.apimachinery.pkg.runtime.RawExtension" ->
          Json.parse(((ByteString) field(message, "raw")).toByteArray());
      case "k8s.io.apimachinery.pkg.apis.meta.v1.FieldsV1" ->
          Json.parse(((ByteString) field(message, "Raw")).toByteArray());
      default -> object(message);
    };
  }

  private static JsonNode time(Message time, ChronoUnit precision) {
    long seconds = (long) field(time, "seconds");
    int nanos = (int) field(time, "nanos");
    return seconds == 0 && nanos == 0
        ? NullNode.instance
        : NODES.textNode(Instant.ofEpochSecond(seconds, nanos).truncatedTo(precision).toString());
  }

  private static Object field(Message message, String name) {
    return message.getField(message.getDescriptorForType().findFieldByName(name));
  }
}
