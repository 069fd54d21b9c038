package io.kubevert.coredns.plugin.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A label selector in the API's text form: {@code app=web,tier!=db,zone in (a,b),!old}. */
record LabelSelector(List<Requirement> requirements) {
  static final LabelSelector EVERYTHING = new LabelSelector(List.of());

  private static final String KEY = "([\\w./-]+)";
  private static final Pattern SET = Pattern.compile(KEY + "\\s+(in|notin)\\s*\\(([^)]*)\\)");
  private static final Pattern EQUALITY = Pattern.compile(KEY + "\\s*(==|=|!=)\\s*([\\w.-]*)");
  private static final Pattern EXISTENCE = Pattern.compile("(!?)\\s*" + KEY);

  /**
   * One requirement.
   *
   * @param values one of which the label has; empty when its being there is enough
   * @param holds false turns it round
   */
  record Requirement(String key, Set<String> values, boolean holds) {
    boolean matches(Map<String, String> labels) {
      String value = labels.get(key);
      return (value != null && (values.isEmpty() || values.contains(value))) == holds;
    }
  }

  /**
   * @throws IllegalArgumentException if it is not a selector
   */
  static LabelSelector parse(String text) {
    List<Requirement> requirements = new ArrayList<>();
    for (String part : text.split(",(?![^(]*\\))")) {
      requirements.add(requirement(part.strip()));
    }
    return new LabelSelector(List.copyOf(requirements));
  }

  private static Requirement requirement(String text) {
    Matcher set = SET.matcher(text);
    if (set.matches()) {
      Set<String> values = new TreeSet<>();
      Arrays.stream(set.group(3).split(",")).map(String::strip).forEach(values::add);
      return new Requirement(set.group(1), values, set.group(2).equals("in"));
    }
    Matcher equality = EQUALITY.matcher(text);
    if (equality.matches()) {
      return new Requirement(
          equality.group(1), Set.of(equality.group(3)), !equality.group(2).equals("!="));
    }
    Matcher existence = EXISTENCE.matcher(text);
    if (existence.matches()) {
      return new Requirement(existence.group(2), Set.of(), existence.group(1).isEmpty());
    }
    throw new IllegalArgumentException("'" + text + "' is not a label requirement");
  }

  boolean matches(JsonNode labels) {
    Map<String, String> map = new HashMap<>();
    labels.properties().forEach(label -> map.put(label.getKey(), label.getValue().asText()));
    return matches(map);
  }

  boolean matches(Map<String, String> labels) {
    return requirements.stream().allMatch(requirement -> requirement.matches(labels));
  }
}
