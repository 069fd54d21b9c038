package io.kubevert.ingress.option;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.route.BoundedText;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * One way to compress answers: {@code use-gzip}, {@code gzip-level}, {@code gzip-min-length},
 * {@code gzip-types} and {@code gzip-disable}; or {@code enable-brotli}, {@code brotli-level},
 * {@code brotli-min-length} and {@code brotli-types}.
 *
 * @param level how much time is taken for a smaller body
 * @param minLength answers whose length is stated and less are not compressed
 * @param types content types without parameters; {@code *} for all
 * @param excluded clients, by {@code User-Agent}, that get none
 */
public record Compression(
    Kind kind, int level, long minLength, Set<String> types, Optional<Pattern> excluded) {
  private static final long GZIP_MIN_LENGTH = 256;
  private static final long BROTLI_MIN_LENGTH = 20;
  private static final int BROTLI_LEVEL = 4;
  private static final String TYPES =
      "application/atom+xml application/javascript application/x-javascript application/json"
          + " application/rss+xml application/vnd.ms-fontobject application/x-font-ttf"
          + " application/x-web-app-manifest+json application/xhtml+xml application/xml"
          + " font/opentype image/svg+xml image/x-icon text/css text/javascript text/plain"
          + " text/x-component";

  /** How (RFC 9110, 8.4.1); {@code *} means the one that every client knows. */
  public enum Kind {
    BROTLI("br", "br"),
    GZIP("gzip", "gzip|\\*");

    private final String coding;
    private final Pattern accepted;

    Kind(String coding, String words) {
      this.coding = coding;
      this.accepted =
          Pattern.compile(
              "(?i)(?:^|,)\\s*(?:"
                  + words
                  + ")\\s*(?:;\\s*q=(?!0(?:\\.0*)?\\s*(?:,|$))[^,]*)?(?:,|$)");
    }
  }

  /** Those that are asked for, the one that makes bodies smaller first. */
  static List<Compression> read(Annotations values) {
    return Stream.of(brotli(values), gzip(values)).flatMap(Optional::stream).toList();
  }

  private static Optional<Compression> gzip(Annotations values) {
    Compression gzip =
        new Compression(
            Kind.GZIP,
            values.number("gzip-level", 1, 9).orElse(1),
            values.size("gzip-min-length", GZIP_MIN_LENGTH),
            types(values, "gzip-types"),
            values.parsed("gzip-disable", Compression::expression, "a regular expression"));
    return values.flag("use-gzip", false) ? Optional.of(gzip) : Optional.empty();
  }

  private static Optional<Compression> brotli(Annotations values) {
    Compression brotli =
        new Compression(
            Kind.BROTLI,
            values.number("brotli-level", 0, 11).orElse(BROTLI_LEVEL),
            values.size("brotli-min-length", BROTLI_MIN_LENGTH),
            types(values, "brotli-types"),
            Optional.empty());
    if (!values.flag("enable-brotli", false)) {
      return Optional.empty();
    }
    if (!Brotli4jLoader.isAvailable()) {
      values.problem(
          "UnsupportedOption",
          "enable-brotli",
          "option enable-brotli has no effect: there is no Brotli library for this kind of machine");
      return Optional.empty();
    }
    return Optional.of(brotli);
  }

  private static Set<String> types(Annotations values, String name) {
    Set<String> types = new HashSet<>();
    types.add("text/html");
    types.addAll(List.of(values.text(name).orElse(TYPES).split("\\s+")));
    return Set.copyOf(types);
  }

  private static Optional<Pattern> expression(String text) {
    try {
      return Optional.of(Pattern.compile(text, Pattern.CASE_INSENSITIVE));
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }

  /** What clients call it. */
  public String name() {
    return kind.coding;
  }

  /**
   * Whether an answer of that type is compressed.
   *
   * @param contentType as in the header
   */
  public boolean covers(String contentType) {
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return types.contains("*") || types.contains(type.strip().toLowerCase(Locale.ROOT));
  }

  /**
   * Whether a client understands it.
   *
   * @param understood its {@code Accept-Encoding}; empty without one
   * @param agent its {@code User-Agent}; empty without one
   */
  public boolean isFor(String understood, String agent) {
    return kind.accepted.matcher(understood).find()
        && excluded.filter(some -> BoundedText.find(some, agent).isPresent()).isEmpty();
  }
}
