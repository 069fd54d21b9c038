package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import java.util.List;

/**
 * The whole API as one OpenAPI 2.0 document, for clients that do not know version 3. It is made
 * when first asked for, which takes some hundred milliseconds. Safe for use by several threads.
 */
public final class OpenApiV2 {
  private final List<DescribedResource> resources;
  private final String version;
  private byte[] document;
  private byte[] protobuf;

  /**
   * @param resources every kind that the server knows
   * @param version the version of Kubernetes that the server behaves like, as in {@code v1.32.0}
   */
  public OpenApiV2(List<DescribedResource> resources, String version) {
    this.resources = List.copyOf(resources);
    this.version = version;
  }

  /** The document as JSON. Not to be changed. */
  public synchronized byte[] document() {
    if (document == null) {
      document = Json.bytes(tree());
    }
    return document;
  }

  /** The document as protobuf, as kubectl asks for it. Not to be changed. */
  public synchronized byte[] protobuf() {
    if (protobuf == null) {
      protobuf = OpenApiV2Protobuf.of(tree());
    }
    return protobuf;
  }

  private ObjectNode tree() {
    ObjectNode root = Json.object().put("swagger", "2.0");
    root.putObject("info").put("title", "Kubernetes").put("version", version);
    ModelSchemas schemas = new ModelSchemas(OpenApiStyle.V2);
    OpenApiPaths paths = new OpenApiPaths(root.putObject("paths"), schemas, OpenApiStyle.V2);
    for (DescribedResource resource : resources) {
      resource.addTo(schemas, paths);
    }
    root.set("definitions", schemas.toJson());
    return root;
  }
}
