package io.kubevert.kubeproxy.nftables;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one table of {@link FakeNftables} holds. */
record FakeTable(
    Map<String, List<String>> chains,
    Map<String, String> definitions,
    Map<String, Map<String, String>> elements) {
  private static final Pattern TARGET = Pattern.compile("(?:goto|jump) ([a-z0-9-]+)");

  FakeTable() {
    this(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
  }

  FakeTable copy() {
    FakeTable copy = new FakeTable();
    chains.forEach((name, rules) -> copy.chains.put(name, rules));
    copy.definitions.putAll(definitions);
    elements.forEach((name, content) -> copy.elements.put(name, new TreeMap<>(content)));
    return copy;
  }

  void apply(Operation operation) {
    switch (operation) {
      case Operation.AddTable(), Operation.AddOwnedTable(), Operation.DeleteTable() -> {}
      case Operation.AddChain(Chain chain) -> chains.put(chain.name(), chain.rules());
      case Operation.DeleteChain(String name) -> require(chains.remove(name) != null, name);
      case Operation.AddCollection(Collection added) -> define(added);
      case Operation.AddElement(Element element) -> add(element);
      case Operation.DeleteElement(Element.Key key) ->
          require(content(key.collection()).remove(key.key()) != null, key.toString());
    }
  }

  /** Refuses a table in which something leads to a chain that is not there. */
  void check() {
    chains.values().forEach(rules -> rules.forEach(this::checkTarget));
    elements.values().forEach(content -> content.values().forEach(this::checkTarget));
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    definitions.forEach((name, definition) -> lines.add(name + " { " + definition + " }"));
    chains.forEach((name, rules) -> rules.forEach(rule -> lines.add(name + ": " + rule)));
    elements.forEach(
        (name, content) ->
            content.forEach((key, value) -> lines.add(name + ": " + key + " : " + value)));
    return lines;
  }

  private void define(Collection added) {
    String known = definitions.putIfAbsent(added.name(), added.definition());
    require(known == null || known.equals(added.definition()), added.name());
    elements.computeIfAbsent(added.name(), name -> new TreeMap<>());
  }

  private void add(Element element) {
    String known = content(element.key().collection()).put(element.key().key(), element.value());
    require(known == null || known.equals(element.value()), element.toString());
  }

  private Map<String, String> content(String collection) {
    Map<String, String> content = elements.get(collection);
    require(content != null, collection);
    return content;
  }

  private void checkTarget(String ruleOrVerdict) {
    Matcher target = TARGET.matcher(ruleOrVerdict);
    while (target.find()) {
      require(chains.containsKey(target.group(1)), target.group());
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new NftablesException("the kernel would refuse: " + what);
    }
  }
}
