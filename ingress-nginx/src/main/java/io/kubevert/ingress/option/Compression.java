package io.kubevert.ingress.option;

import io.kubevert.ingress.annotation.Annotations;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * {@code use-gzip}, {@code gzip-level}, {@code gzip-min-length} and {@code gzip-types}.
 *
 * @param level from 1, fast, to 9, small
 * @param minLength answers whose length is stated and less are not compressed
 * @param types content types without parameters; {@code *} for all
 */
public record Compression(boolean enabled, int level, long minLength, Set<String> types) {
  private static final long MIN_LENGTH = 256;
  private static final String TYPES =
      "application/atom+xml application/javascript application/x-javascript application/json"
          + " application/rss+xml application/vnd.ms-fontobject application/x-font-ttf"
          + " application/x-web-app-manifest+json application/xhtml+xml application/xml"
          + " font/opentype image/svg+xml image/x-icon text/css text/javascript text/plain"
          + " text/x-component";

  static Compression read(Annotations values) {
    Set<String> types = new HashSet<>();
    types.add("text/html");
    types.addAll(List.of(values.text("gzip-types").orElse(TYPES).split("\\s+")));
    return new Compression(
        values.flag("use-gzip", false),
        values.number("gzip-level", 1, 9).orElse(1),
        values.size("gzip-min-length", MIN_LENGTH),
        Set.copyOf(types));
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
}
