package io.kubevert.apiserver.request;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads YAML with its anchors and aliases. What an alias stands for counts each time, and there is
 * an end to it: a few lines of aliases of aliases would else fill the memory.
 */
final class YamlTree {
  private static final YAMLFactory FACTORY = new YAMLFactory();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MOST_ALIASED_NODES = 100_000;

  private final YAMLParser parser;
  private final Map<String, JsonNode> anchors = new HashMap<>();
  private int aliasedNodes;

  private YamlTree(YAMLParser parser) {
    this.parser = parser;
  }

  /**
   * The first document.
   *
   * @throws IOException if it is not YAML, or has more aliases than it may
   */
  static JsonNode read(byte[] yaml) throws IOException {
    try (YAMLParser parser = FACTORY.createParser(yaml)) {
      JsonToken first = parser.nextToken();
      return first == null ? NODES.missingNode() : new YamlTree(parser).value(first);
    }
  }

  private JsonNode value(JsonToken token) throws IOException {
    if (parser.isCurrentAlias()) {
      return aliased(parser.getText());
    }
    String anchor = parser.getObjectId();
    JsonNode value =
        switch (token) {
          case START_OBJECT -> object();
          case START_ARRAY -> array();
          case VALUE_NUMBER_INT ->
              switch (parser.getNumberType()) {
                case INT -> NODES.numberNode(parser.getIntValue());
                case LONG -> NODES.numberNode(parser.getLongValue());
                default -> NODES.numberNode(parser.getBigIntegerValue());
              };
          case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
          case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(parser.getBooleanValue());
          case VALUE_NULL -> NODES.nullNode();
          default -> NODES.textNode(parser.getText());
        };
    if (anchor != null) {
      anchors.put(anchor, value);
    }
    return value;
  }

  private ObjectNode object() throws IOException {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonNode value = value(parser.nextToken());
      if (object.has(name)) {
        throw new IOException("key \"" + name + "\" already set in map");
      }
      object.set(name, value);
    }
    return object;
  }

  private ArrayNode array() throws IOException {
    ArrayNode array = NODES.arrayNode();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      array.add(value(token));
    }
    return array;
  }

  private JsonNode aliased(String anchor) throws IOException {
    JsonNode known = anchors.get(anchor);
    if (known == null) {
      throw new IOException("unknown anchor '" + anchor + "' referenced");
    }
    aliasedNodes += size(known, MOST_ALIASED_NODES - aliasedNodes);
    if (aliasedNodes > MOST_ALIASED_NODES) {
      throw new IOException("document contains excessive aliasing");
    }
    return known.deepCopy();
  }

  /** How many nodes there are, counted no further than the most there may be. */
  private static int size(JsonNode node, int most) {
    int size = 1;
    for (JsonNode child : node) {
      if (size > most) {
        return size;
      }
      size += size(child, most - size);
    }
    return size;
  }
}
