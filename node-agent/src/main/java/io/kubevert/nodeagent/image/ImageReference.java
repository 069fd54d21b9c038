package io.kubevert.nodeagent.image;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An image's name in full, as in {@code docker.io/library/nginx:latest}.
 *
 * @param repository the registry and the path in it
 * @param version a tag with a colon before it, or a digest with an at sign
 */
public record ImageReference(String repository, String version) {
  private static final String DEFAULT_REGISTRY = "docker.io";
  private static final Map<String, String> ALIASES =
      Map.of(
          "docker.io/c1t1d0s7/myweb", "docker.io/kubevert/web",
          "docker.io/c1t1d0s7/network-multitool", "docker.io/kubevert/multitool");
  private static final Pattern FORMAT =
      Pattern.compile(
          "((?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::\\d+)?/)?"
              + "[a-z0-9]+(?:(?:[._]|__|-+|/)[a-z0-9]+)*)"
              + "(:[\\w][\\w.-]{0,127}|@sha256:[0-9a-f]{64})?");

  /**
   * Completes a name as Docker does.
   *
   * @throws IllegalArgumentException if it is no image's name
   */
  public static ImageReference parse(String text) {
    Matcher matcher = FORMAT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("\"" + text + "\" is not an image's name");
    }
    String name = matcher.group(1);
    String version = matcher.group(2) == null ? ":latest" : matcher.group(2);
    int slash = name.indexOf('/');
    if (slash < 0) {
      return new ImageReference(DEFAULT_REGISTRY + "/library/" + name, version);
    }
    String first = name.substring(0, slash);
    boolean registry = first.contains(".") || first.contains(":") || first.equals("localhost");
    return new ImageReference(registry ? name : DEFAULT_REGISTRY + "/" + name, version);
  }

  /** The name under which an image without a registry is built in; empty if it cannot be one. */
  String builtInName() {
    String name = ALIASES.getOrDefault(repository, repository);
    return name.startsWith("docker.io/kubevert/") ? name.substring("docker.io/".length()) : "";
  }

  @Override
  public String toString() {
    return repository + version;
  }
}
