package io.kubevert.apiserver.controller.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Names a pod template by what is in it. */
public final class TemplateHash {
  /** The label of ReplicaSets and their pods that holds the hash. */
  public static final String LABEL = "pod-template-hash";

  /** Without vowels and look-alikes, as in names that the server generates. */
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private static final int OFFSET = 0x811c9dc5;
  private static final int PRIME = 0x01000193;

  private TemplateHash() {}

  /** The same for templates that differ in the order of fields only (FNV-1a, 32 bits). */
  public static String of(JsonNode template) {
    int hash = OFFSET;
    for (byte octet : canonical(template).getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (octet & 0xff)) * PRIME;
    }
    StringBuilder name = new StringBuilder();
    for (char digit : Integer.toUnsignedString(hash).toCharArray()) {
      name.append(ALPHABET.charAt(digit % ALPHABET.length()));
    }
    return name.toString();
  }

  /** Whether two templates are the same but for the label that tells ReplicaSets apart. */
  public static boolean same(JsonNode left, JsonNode right) {
    return withoutLabel(left).equals(withoutLabel(right));
  }

  private static JsonNode withoutLabel(JsonNode template) {
    JsonNode copy = template.deepCopy();
    if (copy.path("metadata").path("labels") instanceof ObjectNode labels) {
      labels.remove(LABEL);
    }
    return copy;
  }

  private static String canonical(JsonNode node) {
    if (!(node instanceof ObjectNode object)) {
      StringBuilder text = new StringBuilder();
      if (node.isArray()) {
        node.forEach(element -> text.append(canonical(element)).append(','));
        return "[" + text + "]";
      }
      return node.toString();
    }
    Map<String, String> fields = new TreeMap<>();
    object.properties().forEach(field -> fields.put(field.getKey(), canonical(field.getValue())));
    return fields.toString();
  }
}
