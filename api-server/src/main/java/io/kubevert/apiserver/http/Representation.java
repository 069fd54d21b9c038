package io.kubevert.apiserver.http;

import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The form in which a client wants its answer, from its {@code Accept} header.
 *
 * @param as what objects are turned into
 * @param version of {@code meta.k8s.io} for Tables and partial objects
 * @param yaml whether it is written as YAML
 */
record Representation(As as, String version, boolean yaml) {
  private static final String OFFERED = "application/json, application/yaml";

  /** What objects are turned into. */
  enum As {
    OBJECT,
    TABLE,
    PARTIAL
  }

  String contentType() {
    return yaml ? "application/yaml" : "application/json";
  }

  /**
   * The first of the client's wishes that the server can fulfil.
   *
   * @param accept the header; null when there is none
   * @throws StatusException if none can be fulfilled
   */
  static Representation of(String accept) {
    if (accept == null || accept.isBlank()) {
      return new Representation(As.OBJECT, "", false);
    }
    for (String wish : accept.split(",")) {
      String[] parts = wish.split(";");
      Map<String, String> parameters = parameters(parts);
      boolean yaml = parts[0].strip().equals("application/yaml");
      if (!yaml && !isJson(parts[0].strip().toLowerCase(Locale.ROOT))) {
        continue;
      }
      String version = parameters.getOrDefault("v", "v1");
      switch (parameters.getOrDefault("as", "")) {
        case "" -> {
          return new Representation(As.OBJECT, "", yaml);
        }
        case "Table" -> {
          return new Representation(As.TABLE, version, yaml);
        }
        case "PartialObjectMetadata", "PartialObjectMetadataList" -> {
          return new Representation(As.PARTIAL, version, yaml);
        }
        default -> {}
      }
    }
    throw new StatusException(Statuses.notAcceptable(OFFERED));
  }

  private static boolean isJson(String mediaType) {
    return mediaType.equals("application/json")
        || mediaType.equals("*/*")
        || mediaType.equals("application/*");
  }

  private static Map<String, String> parameters(String[] parts) {
    Map<String, String> parameters = new HashMap<>();
    for (int i = 1; i < parts.length; i++) {
      String[] pair = parts[i].strip().split("=", 2);
      if (pair.length == 2) {
        parameters.put(pair[0], pair[1]);
      }
    }
    return parameters;
  }
}
