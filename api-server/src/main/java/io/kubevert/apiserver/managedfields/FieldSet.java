package io.kubevert.apiserver.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A set of paths into an object, as a tree. An element of a path is written as FieldsV1 does:
 * {@code f:name} for a field, <code>k:{"name":"web"}</code> for an item of a list by its keys,
 * {@code v:"text"} for an item of a list by its value.
 *
 * @param member whether the path that leads here belongs to the set
 * @param children what belongs to it below
 */
record FieldSet(boolean member, Map<String, FieldSet> children) {
  static final FieldSet EMPTY = new FieldSet(false, Map.of());
  static final FieldSet LEAF = new FieldSet(true, Map.of());
  private static final String SELF = ".";

  boolean isEmpty() {
    return !member && children.isEmpty();
  }

  Optional<FieldSet> child(String element) {
    return Optional.ofNullable(children.get(element));
  }

  FieldSet asMember() {
    return new FieldSet(true, children);
  }

  FieldSet union(FieldSet other) {
    if (other.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return other;
    }
    Map<String, FieldSet> all = new TreeMap<>(children);
    other.children.forEach((element, below) -> all.merge(element, below, FieldSet::union));
    return new FieldSet(member || other.member, all);
  }

  FieldSet intersection(FieldSet other) {
    Map<String, FieldSet> both = new TreeMap<>();
    children.forEach(
        (element, below) ->
            other
                .child(element)
                .map(below::intersection)
                .filter(common -> !common.isEmpty())
                .ifPresent(common -> both.put(element, common)));
    return new FieldSet(member && other.member, both);
  }

  FieldSet minus(FieldSet other) {
    if (other.isEmpty() || isEmpty()) {
      return this;
    }
    Map<String, FieldSet> rest = new TreeMap<>();
    children.forEach(
        (element, below) -> {
          FieldSet left = other.child(element).map(below::minus).orElse(below);
          if (!left.isEmpty()) {
            rest.put(element, left);
          }
        });
    return new FieldSet(member && !other.member, rest);
  }

  /** The set without everything at and below some elements. */
  FieldSet without(List<String> elements) {
    Map<String, FieldSet> rest = new TreeMap<>(children);
    elements.forEach(rest::remove);
    return new FieldSet(member, rest);
  }

  /** The set with another one in the place of a child. */
  FieldSet with(String element, FieldSet below) {
    Map<String, FieldSet> all = new TreeMap<>(children);
    if (below.isEmpty()) {
      all.remove(element);
    } else {
      all.put(element, below);
    }
    return new FieldSet(member, all);
  }

  /** Every path, as people read it: {@code .spec.containers[name="web"].image}. */
  List<String> paths() {
    List<String> paths = new ArrayList<>();
    collect("", paths);
    return paths;
  }

  private void collect(String path, List<String> paths) {
    if (member) {
      paths.add(path);
    }
    children.forEach((element, below) -> below.collect(path + readable(element), paths));
  }

  /** An element as people read it. */
  static String readable(String element) {
    String text = element.substring(2);
    return switch (element.charAt(0)) {
      case 'k' -> "[" + text.substring(1, text.length() - 1).replaceAll("\"(\\w+)\":", "$1=") + "]";
      case 'v' -> "[=" + text + "]";
      default -> "." + text;
    };
  }

  /** The set as FieldsV1. */
  ObjectNode toJson() {
    ObjectNode json = Json.object();
    if (member && !children.isEmpty()) {
      json.putObject(SELF);
    }
    children.forEach((element, below) -> json.set(element, below.toJson()));
    return json;
  }

  /** Reads FieldsV1; what has no meaning in it is passed over. */
  static FieldSet ofJson(JsonNode json) {
    Map<String, FieldSet> children = new TreeMap<>();
    json.properties()
        .forEach(
            field -> {
              if (field.getKey().matches("(?s)f:.+|v:.+|k:\\{.+}")) {
                FieldSet below = ofJson(field.getValue());
                children.put(field.getKey(), below.isEmpty() ? LEAF : below);
              }
            });
    return new FieldSet(json.has(SELF), children);
  }
}
