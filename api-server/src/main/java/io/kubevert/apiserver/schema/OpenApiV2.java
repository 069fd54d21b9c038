package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.client.Json;
import java.util.List;

/**
 * The whole API as one OpenAPI 2.0 document, for clients that do not know version 3. It is made
 * when first asked for, which takes some hundred milliseconds. Safe for use by several threads.
 */
public final class OpenApiV2 {
  private final List<ResourceDefinition> definitions;
  private final String version;
  private byte[] document;

  /**
   * @param definitions every kind that the server knows
   * @param version the version of Kubernetes that the server behaves like, as in {@code v1.32.0}
   */
  public OpenApiV2(List<ResourceDefinition> definitions, String version) {
    this.definitions = List.copyOf(definitions);
    this.version = version;
  }

  /** The document as JSON. Not to be changed. */
  public synchronized byte[] document() {
    if (document == null) {
      document = write();
    }
    return document;
  }

  private byte[] write() {
    ObjectNode root = Json.object().put("swagger", "2.0");
    root.putObject("info").put("title", "Kubernetes").put("version", version);
    ModelSchemas schemas = new ModelSchemas(OpenApiStyle.V2);
    OpenApiPaths paths = new OpenApiPaths(root.putObject("paths"), schemas, OpenApiStyle.V2);
    for (ResourceDefinition definition : definitions) {
      schemas.add(definition);
      paths.add(definition);
    }
    root.set("definitions", schemas.toJson());
    return Json.bytes(root);
  }
}
