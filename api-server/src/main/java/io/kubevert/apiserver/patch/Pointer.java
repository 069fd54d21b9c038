package io.kubevert.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A JSON pointer (RFC 6901), and what may be done at the place it names.
 *
 * @param text as written
 * @param tokens its parts, unescaped
 */
record Pointer(String text, List<String> tokens) {

  static Pointer parse(String text) {
    if (text.isEmpty()) {
      return new Pointer(text, List.of());
    }
    if (!text.startsWith("/")) {
      throw PatchException.badRequest("\"" + text + "\" is not a JSON pointer: begin it with /");
    }
    List<String> tokens = new ArrayList<>();
    for (String token : text.substring(1).split("/", -1)) {
      tokens.add(token.replace("~1", "/").replace("~0", "~"));
    }
    return new Pointer(text, List.copyOf(tokens));
  }

  JsonNode get(JsonNode document) {
    JsonNode value = find(document, tokens.size());
    if (value.isMissingNode()) {
      throw missing("does not exist");
    }
    return value;
  }

  /** The value, or null where there is none. */
  JsonNode getOrNull(JsonNode document) {
    JsonNode value = find(document, tokens.size());
    return value.isMissingNode() ? NullNode.getInstance() : value;
  }

  JsonNode add(JsonNode document, JsonNode value) {
    if (tokens.isEmpty()) {
      return value;
    }
    switch (parent(document)) {
      case ObjectNode object -> object.set(last(), value);
      case ArrayNode array -> {
        if (last().equals("-")) {
          array.add(value);
        } else {
          array.insert(index(array.size()), value);
        }
      }
      default -> throw missing("is not in an object or array");
    }
    return document;
  }

  JsonNode replace(JsonNode document, JsonNode value) {
    if (tokens.isEmpty()) {
      return value;
    }
    get(document);
    switch (parent(document)) {
      case ObjectNode object -> object.set(last(), value);
      case ArrayNode array -> array.set(index(array.size() - 1), value);
      default -> throw missing("is not in an object or array");
    }
    return document;
  }

  JsonNode remove(JsonNode document) {
    if (tokens.isEmpty()) {
      throw PatchException.unprocessable("the whole object cannot be removed by a patch");
    }
    get(document);
    switch (parent(document)) {
      case ObjectNode object -> object.remove(last());
      case ArrayNode array -> array.remove(index(array.size() - 1));
      default -> throw missing("is not in an object or array");
    }
    return document;
  }

  boolean isInside(Pointer other) {
    return tokens.size() > other.tokens.size()
        && tokens.subList(0, other.tokens.size()).equals(other.tokens);
  }

  @Override
  public String toString() {
    return text;
  }

  private JsonNode parent(JsonNode document) {
    JsonNode parent = find(document, tokens.size() - 1);
    if (parent.isMissingNode()) {
      throw missing("has no parent");
    }
    return parent;
  }

  private JsonNode find(JsonNode document, int depth) {
    JsonNode at = document;
    for (String token : tokens.subList(0, depth)) {
      if (at.isArray()) {
        at = isIndex(token) ? at.path(Integer.parseInt(token)) : at.path(-1);
      } else {
        at = at.path(token);
      }
    }
    return at;
  }

  private int index(int most) {
    if (!isIndex(last()) || Integer.parseInt(last()) > most) {
      throw missing("is not an index of its array");
    }
    return Integer.parseInt(last());
  }

  private String last() {
    return tokens.getLast();
  }

  private PatchException missing(String what) {
    return PatchException.unprocessable("the patch cannot be applied: " + text + " " + what);
  }

  private static boolean isIndex(String token) {
    return token.matches("0|[1-9][0-9]{0,7}");
  }
}
