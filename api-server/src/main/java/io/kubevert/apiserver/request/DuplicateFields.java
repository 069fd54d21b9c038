package io.kubevert.apiserver.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Fields that a JSON body has more than once, of which a reader takes the last. */
final class DuplicateFields {
  private static final JsonFactory JSON = new JsonFactory();

  private DuplicateFields() {}

  /** The faults, as Kubernetes tells them; bodies in other formats have none. */
  static List<String> find(ResourceRequest request) {
    return switch (request.contentType()) {
      case "", "application/json" -> find(request.body());
      default -> List.of();
    };
  }

  private static List<String> find(byte[] json) {
    List<String> faults = new ArrayList<>();
    Deque<Set<String>> names = new ArrayDeque<>();
    try (JsonParser parser = JSON.createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        switch (token) {
          case START_OBJECT -> names.push(new HashSet<>());
          case END_OBJECT -> names.pop();
          case FIELD_NAME -> {
            if (!names.element().add(parser.currentName())) {
              faults.add("duplicate field \"" + path(parser.getParsingContext()) + "\"");
            }
          }
          default -> {}
        }
      }
    } catch (IOException e) {
      // Whoever decodes the body says what is wrong with it.
      return List.of();
    }
    return faults;
  }

  private static String path(JsonStreamContext at) {
    JsonStreamContext parent = at.getParent();
    String before = parent == null || parent.inRoot() ? "" : path(parent);
    return at.inArray()
        ? before + "[" + at.getCurrentIndex() + "]"
        : (before.isEmpty() ? "" : before + ".") + at.getCurrentName();
  }
}
