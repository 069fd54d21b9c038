package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ResourceType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The OpenAPI 3.0 documents of the API, one for each group version (KEP-2896). They are made when
 * first asked for, which takes some hundred milliseconds: not a thing for an event loop. Safe for
 * use by several threads.
 */
public final class OpenApiV3 {
  private static final String ROOT = "/openapi/v3/";

  private final String version;
  private final Map<String, List<DescribedResource>> resources = new TreeMap<>();
  private final Map<String, byte[]> documents = new ConcurrentHashMap<>();

  /**
   * @param resources every kind that the server knows
   * @param version the version of Kubernetes that the server behaves like, as in {@code v1.32.0}
   */
  public OpenApiV3(List<DescribedResource> resources, String version) {
    this(resources, version, Optional.empty());
  }

  /**
   * @param before documents that may be kept, where they are about the same kinds
   */
  public OpenApiV3(List<DescribedResource> resources, String version, Optional<OpenApiV3> before) {
    this.version = version;
    for (DescribedResource resource : resources) {
      this.resources
          .computeIfAbsent(pathOf(resource.type()), path -> new ArrayList<>())
          .add(resource);
    }
    before.ifPresent(
        old ->
            old.documents.forEach(
                (path, document) -> {
                  if (old.resources.get(path).equals(this.resources.get(path))) {
                    documents.put(path, document);
                  }
                }));
  }

  /**
   * Where the documents are. Each address carries a hash of its document, so that clients may keep
   * what they have read for ever.
   */
  public ObjectNode index() {
    ObjectNode index = Json.object();
    ObjectNode paths = index.putObject("paths");
    for (String path : resources.keySet()) {
      String hash = HexFormat.of().withUpperCase().formatHex(sha512(document(path)));
      paths.putObject(path).put("serverRelativeURL", ROOT + path + "?hash=" + hash);
    }
    return index;
  }

  /** Whether there is a document of this group version. */
  public boolean has(String path) {
    return resources.containsKey(path);
  }

  /**
   * The document of a group version.
   *
   * @param path as in {@code api/v1} and {@code apis/apps/v1}
   * @throws IllegalArgumentException if the server has no such group version
   */
  public byte[] document(String path) {
    if (!has(path)) {
      throw new IllegalArgumentException("no OpenAPI document for " + path);
    }
    return documents.computeIfAbsent(path, this::write);
  }

  private byte[] write(String path) {
    ObjectNode document = Json.object().put("openapi", "3.0.0");
    document.putObject("info").put("title", "Kubernetes").put("version", version);
    ModelSchemas schemas = new ModelSchemas(OpenApiStyle.V3);
    OpenApiPaths paths = new OpenApiPaths(document.putObject("paths"), schemas, OpenApiStyle.V3);
    for (DescribedResource resource : resources.get(path)) {
      resource.addTo(schemas, paths);
    }
    document.putObject("components").set("schemas", schemas.toJson());
    return Json.bytes(document);
  }

  private static String pathOf(ResourceType type) {
    return type.group().isEmpty()
        ? "api/" + type.version()
        : "apis/" + type.group() + "/" + type.version();
  }

  private static byte[] sha512(byte[] document) {
    try {
      return MessageDigest.getInstance("SHA-512").digest(document);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-512", e);
    }
  }
}
