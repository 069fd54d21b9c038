package io.kubevert.ingress.option;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.watch.ConfigMap;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code hide-headers}, {@code global-allowed-response-headers}, {@code add-headers}, {@code
 * proxy-set-headers} and {@code allow-backend-server-header}.
 *
 * @param hidden of the backends' answers, in lower case
 * @param allowed which an Ingress may add to its answers, in lower case
 * @param added to every answer
 * @param sent to every backend; nginx' variables in the values are replaced
 * @param serverNamed whether clients are told what a backend says it is
 */
public record HeaderOptions(
    Set<String> hidden,
    Set<String> allowed,
    Map<String, String> added,
    Map<String, String> sent,
    boolean serverNamed) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");

  static HeaderOptions read(
      Annotations values, Function<ObjectKey, Optional<ConfigMap>> configMaps) {
    return new HeaderOptions(
        names(values, "hide-headers"),
        names(values, "global-allowed-response-headers"),
        headers(values, "add-headers", configMaps),
        headers(values, "proxy-set-headers", configMaps),
        values.flag("allow-backend-server-header", false));
  }

  /** Whether a name and a value can be a header (RFC 9110, 5.1 and 5.5). */
  public static boolean isHeader(String name, String value) {
    return NAME.matcher(name).matches() && value.chars().allMatch(c -> c >= ' ' && c != 0x7f);
  }

  private static Set<String> names(Annotations values, String option) {
    return values.list(option).stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Map<String, String> headers(
      Annotations values, String option, Function<ObjectKey, Optional<ConfigMap>> configMaps) {
    Optional<ObjectKey> key =
        values.parsed(option, HeaderOptions::reference, "a ConfigMap as namespace/name");
    Map<String, String> headers = new TreeMap<>();
    key.flatMap(configMaps)
        .ifPresent(
            found ->
                found
                    .data()
                    .forEach(
                        (name, value) -> {
                          if (isHeader(name, value.strip())) {
                            headers.put(name, value.strip());
                          } else {
                            values.problem(
                                "InvalidHeader",
                                option,
                                "option " + option + ": " + name + " is not a header; left out");
                          }
                        }));
    return Collections.unmodifiableMap(headers);
  }

  private static Optional<ObjectKey> reference(String text) {
    String[] parts = text.split("/", -1);
    return parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty()
        ? Optional.of(new ObjectKey(parts[0], parts[1]))
        : Optional.empty();
  }
}
