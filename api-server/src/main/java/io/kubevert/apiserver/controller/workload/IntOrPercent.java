package io.kubevert.apiserver.controller.workload;

import com.fasterxml.jackson.databind.JsonNode;

/** A number of pods that may be given as a percentage of all. */
public final class IntOrPercent {
  private static final int HUNDRED = 100;

  /** Which way a percentage becomes a whole number. */
  public enum Rounding {
    UP,
    DOWN
  }

  private IntOrPercent() {}

  /**
   * @param value as in {@code 2} or {@code 25%}
   * @param otherwise what an absent value means
   * @param all what the percentage is of
   * @return zero for what is neither
   */
  public static int of(JsonNode value, String otherwise, int all, Rounding rounding) {
    String text = value.asText(otherwise);
    try {
      if (!text.endsWith("%")) {
        return Integer.parseInt(text);
      }
      int hundredths = Integer.parseInt(text.substring(0, text.length() - 1)) * all;
      return switch (rounding) {
        case UP -> (hundredths + HUNDRED - 1) / HUNDRED;
        case DOWN -> hundredths / HUNDRED;
      };
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
