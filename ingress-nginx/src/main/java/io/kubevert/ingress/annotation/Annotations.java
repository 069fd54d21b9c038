package io.kubevert.ingress.annotation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code nginx.ingress.kubernetes.io/} annotations of one Ingress. A value that cannot be read
 * is noted as a {@link Problem}, and its default holds, as in ingress-nginx.
 */
public final class Annotations {
  /** The versions of TLS that are safe. */
  public static final Set<String> SAFE_TLS = Set.of("TLSv1.2", "TLSv1.3");

  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([kKmMgG]?)");
  private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h|d|)");

  private static final Set<String> OFF = Set.of("", "false", "off", "0", "f");

  private final String noun;
  private final String invalid;
  private final Map<String, String> values;
  private final Map<String, String> defaults;
  private final Set<String> read = new HashSet<>();
  private final List<Problem> problems = new ArrayList<>();

  /**
   * Those of an Ingress that no options of the controller stand behind.
   *
   * @param values by name without the prefix
   */
  public Annotations(Map<String, String> values) {
    this("annotation", values, Map.of());
  }

  /**
   * @param noun what a value is called towards users
   * @param values by name without the prefix
   * @param defaults what holds where the values say nothing
   */
  public Annotations(String noun, Map<String, String> values, Map<String, String> defaults) {
    this.noun = noun;
    this.invalid = "Invalid" + capitalized(noun);
    this.values = values;
    this.defaults = defaults;
  }

  /** What could not be read, or is refused, so far. */
  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** Notes that an annotation is not done as written. */
  public void problem(String reason, String name, String message) {
    problem(new Problem(reason, name, message));
  }

  /** Notes something that is not done as written. */
  public void problem(Problem problem) {
    problems.add(problem);
  }

  /**
   * Notes that a name is not served.
   *
   * @param reason empty for the usual one
   * @param why for the user; empty where there is no more to say
   */
  void unserved(String reason, String name, String why) {
    problem(
        reason.isEmpty() ? "Unsupported" + capitalized(noun) : reason,
        name,
        noun + " " + name + " is not served and has no effect" + (why.isEmpty() ? "" : ": " + why));
  }

  /** Whether a value is that of a switch which is off. */
  boolean isOff(String name) {
    return OFF.contains(values.getOrDefault(name, "").strip().toLowerCase(Locale.ROOT));
  }

  private static String capitalized(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  public boolean has(String name) {
    read.add(name);
    return values.containsKey(name);
  }

  /** The names that nobody has asked for yet, sorted. */
  public List<String> unread() {
    return values.keySet().stream().filter(name -> !read.contains(name)).sorted().toList();
  }

  /** The names of all annotations. */
  public Iterable<String> names() {
    return List.copyOf(values.keySet());
  }

  /** A text; empty when it is absent or blank. */
  public Optional<String> text(String name) {
    read.add(name);
    return Optional.ofNullable(values.getOrDefault(name, defaults.get(name)))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  /** A text that goes into a header of a request or an answer: one without control characters. */
  public Optional<String> headerText(String name) {
    return parsed(
        name,
        text ->
            text.chars().allMatch(c -> c >= ' ' && c != 0x7f)
                ? Optional.of(text)
                : Optional.empty(),
        "a text without control characters");
  }

  public boolean flag(String name, boolean fallback) {
    return parsed(
            name,
            text ->
                switch (text.toLowerCase(Locale.ROOT)) {
                  case "true", "1", "t" -> Optional.of(true);
                  case "false", "0", "f" -> Optional.of(false);
                  default -> Optional.empty();
                },
            "true or false")
        .orElse(fallback);
  }

  public boolean onOff(String name, boolean fallback) {
    return parsed(
            name,
            text ->
                switch (text.toLowerCase(Locale.ROOT)) {
                  case "on" -> Optional.of(true);
                  case "off" -> Optional.of(false);
                  default -> Optional.empty();
                },
            "on or off")
        .orElse(fallback);
  }

  /** A whole number; empty when it is absent or outside the bounds. */
  public Optional<Integer> number(String name, int least, int most) {
    return parsed(
        name,
        text ->
            text.matches("-?\\d{1,10}")
                ? Optional.of(Long.valueOf(text))
                    .filter(n -> n >= least && n <= most)
                    .map(Long::intValue)
                : Optional.empty(),
        "a whole number from " + least + " to " + most);
  }

  /** A size in bytes, as nginx writes it: {@code 8k}, {@code 1m}. */
  public long size(String name, long fallback) {
    return parsed(name, Annotations::bytes, "a size such as 512, 8k or 1m").orElse(fallback);
  }

  /** A time in seconds, or with a unit, as nginx writes it. */
  public Duration time(String name, Duration fallback) {
    return parsed(name, Annotations::duration, "a time such as 5, 5s or 1m").orElse(fallback);
  }

  /** A time that is not nothing. */
  public Duration positiveTime(String name, Duration fallback) {
    return parsed(
            name,
            text -> duration(text).filter(Duration::isPositive),
            "a time such as 5, 5s or 1m, and longer than nothing")
        .orElse(fallback);
  }

  /** One of a few words, whatever their case. */
  public <E extends Enum<E>> E choice(String name, Class<E> type, E fallback) {
    return parsed(
            name,
            text ->
                Arrays.stream(type.getEnumConstants())
                    .filter(constant -> constant.name().equals(constantName(text)))
                    .findFirst(),
            "one of " + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT))
        .orElse(fallback);
  }

  /** Words between commas. */
  public List<String> list(String name) {
    return text(name).stream()
        .flatMap(text -> Arrays.stream(text.split(",")))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** Address ranges between commas; what is none is left out. */
  public List<AddressRange> ranges(String name) {
    List<AddressRange> ranges = new ArrayList<>();
    for (String word : list(name)) {
      AddressRange.parse(word)
          .ifPresentOrElse(
              ranges::add,
              () ->
                  problem(
                      invalid,
                      name,
                      noun
                          + " "
                          + name
                          + ": \""
                          + word
                          + "\" is not an address range; it is left out"));
    }
    return List.copyOf(ranges);
  }

  /**
   * A value in a form of its own.
   *
   * @param parse empty for a value that is not of that form
   * @param expected what the form is, for the user
   */
  public <T> Optional<T> parsed(String name, Function<String, Optional<T>> parse, String expected) {
    Optional<String> text = text(name);
    Optional<T> value = text.flatMap(parse);
    if (text.isPresent() && value.isEmpty()) {
      problem(
          invalid,
          name,
          noun
              + " "
              + name
              + ": \""
              + text.get()
              + "\" is not "
              + expected
              + "; the default is used");
    }
    return value;
  }

  private static String constantName(String text) {
    return text.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** A size in bytes as nginx writes it. */
  public static Optional<Long> bytes(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long unit =
        switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
          case "k" -> 1L << 10;
          case "m" -> 1L << 20;
          case "g" -> 1L << 30;
          default -> 1;
        };
    return Optional.of(Long.parseLong(matcher.group(1)) * unit);
  }

  /** A time as nginx writes it. */
  public static Optional<Duration> duration(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          case "d" -> Duration.ofDays(amount);
          default -> Duration.ofSeconds(amount);
        });
  }

  /** Versions of TLS; of those that are named, the safe ones. */
  public Optional<Set<String>> tlsVersions(String name) {
    return parsed(
        name,
        text -> {
          Set<String> versions = new HashSet<>(Arrays.asList(text.split("\\s+")));
          versions.retainAll(SAFE_TLS);
          return versions.isEmpty() ? Optional.empty() : Optional.of(Set.copyOf(versions));
        },
        "TLSv1.2 or TLSv1.3");
  }
}
