package io.kubevert.ingress.feature.host;

import io.kubevert.ingress.annotation.Annotations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads {@code server-alias}: further names of an Ingress's hosts. */
public final class ServerAlias {
  private static final Pattern HOST =
      Pattern.compile("(?:\\*\\.)?[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?");

  private ServerAlias() {}

  /** The names in lower case; what is none, such as a regular expression, is left out. */
  public static List<String> read(Annotations annotations) {
    List<String> names = new ArrayList<>();
    for (String word : annotations.list("server-alias")) {
      String name = word.toLowerCase(Locale.ROOT);
      if (HOST.matcher(name).matches()) {
        names.add(name);
      } else {
        annotations.problem(
            "InvalidAnnotation",
            "server-alias",
            "annotation server-alias: \"" + word + "\" is not a host; it is left out");
      }
    }
    return List.copyOf(names);
  }
}
