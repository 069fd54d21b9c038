package io.kubevert.apiserver.cron;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A field of a schedule: a list of values, ranges and steps, as in {@code 1,10-20,30-59/5}. */
enum CronField {
  MINUTE(0, 59),
  HOUR(0, 23),
  DAY(1, 31),
  MONTH(1, 12, "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
  WEEKDAY(0, 6, "sun", "mon", "tue", "wed", "thu", "fri", "sat");

  private final int least;
  private final int most;
  private final List<String> names;

  CronField(int least, int most, String... names) {
    this.least = least;
    this.most = most;
    this.names = List.of(names);
  }

  /**
   * @throws IllegalArgumentException if this is no value of the field
   */
  CronValues parse(String text) {
    return Arrays.stream(text.split(","))
        .filter(range -> !range.isEmpty())
        .map(this::parseRange)
        .reduce(CronValues.NONE, CronValues::and);
  }

  private CronValues parseRange(String text) {
    String[] parts = text.split("/", -1);
    String[] ends = parts[0].split("-", -1);
    boolean all = ends[0].equals("*") || ends[0].equals("?");
    require(all || ends.length <= 2, "too many hyphens: " + text);
    require(parts.length <= 2, "too many slashes: " + text);
    int from = all ? least : valueOf(ends[0], text);
    int to = from;
    if (all || (ends.length == 1 && parts.length == 2)) {
      to = most;
    } else if (ends.length == 2) {
      to = valueOf(ends[1], text);
    }
    int step = parts.length == 2 ? number(parts[1], text) : 1;
    require(
        from >= least,
        "beginning of range (%d) below minimum (%d): %s".formatted(from, least, text));
    require(to <= most, "end of range (%d) above maximum (%d): %s".formatted(to, most, text));
    require(
        from <= to,
        "beginning of range (%d) beyond end of range (%d): %s".formatted(from, to, text));
    require(step > 0, "step of range should be a positive number: " + text);
    return new CronValues(bits(from, to, step), all && step == 1);
  }

  private static long bits(int from, int to, int step) {
    long bits = 0;
    for (long value = from; value <= to; value += step) {
      bits |= 1L << value;
    }
    return bits;
  }

  private int valueOf(String text, String range) {
    int index = names.indexOf(text.toLowerCase(Locale.ROOT));
    return index < 0 ? number(text, range) : index + least;
  }

  private static int number(String text, String range) {
    try {
      int number = Integer.parseInt(text);
      require(number >= 0, "negative number (%d) not allowed: %s".formatted(number, range));
      return number;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "failed to parse int from %s: strconv.Atoi: parsing \"%s\": invalid syntax"
              .formatted(range, text),
          e);
    }
  }

  private static void require(boolean holds, String fault) {
    if (!holds) {
      throw new IllegalArgumentException(fault);
    }
  }
}
