package io.kubevert.nodeagent.environment;

import java.util.Map;

/** Kubernetes' {@code $(NAME)} in variables, commands and arguments. */
public final class Expansion {
  private Expansion() {}

  /** Replaces each reference to a known variable; {@code $$} stands for a dollar sign. */
  public static String expand(String text, Map<String, String> variables) {
    StringBuilder expanded = new StringBuilder();
    int position = 0;
    while (position < text.length()) {
      char current = text.charAt(position);
      int end = text.indexOf(')', position);
      if (current != '$' || position + 1 == text.length()) {
        expanded.append(current);
        position++;
      } else if (text.charAt(position + 1) == '$') {
        expanded.append('$');
        position += 2;
      } else if (text.charAt(position + 1) == '(' && end > 0) {
        String reference = text.substring(position, end + 1);
        String name = text.substring(position + 2, end);
        expanded.append(variables.getOrDefault(name, reference));
        position = end + 1;
      } else {
        expanded.append(current);
        position++;
      }
    }
    return expanded.toString();
  }
}
