package io.kubevert.apiserver.schema;

/**
 * The versions of OpenAPI, which differ in where they write a body, the type of a parameter and the
 * schemas.
 */
enum OpenApiStyle {
  V2("#/definitions/"),
  V3("#/components/schemas/");

  private final String referencePrefix;

  OpenApiStyle(String referencePrefix) {
    this.referencePrefix = referencePrefix;
  }

  /** What a reference to a schema begins with. */
  String referencePrefix() {
    return referencePrefix;
  }
}
