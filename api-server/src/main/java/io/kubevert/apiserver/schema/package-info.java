/**
 * The schema of every kind, read from the Java types of the API on first use: which fields there
 * are, of which type, and how their lists merge. Validation of field names, patches and OpenAPI all
 * ask here.
 */
package io.kubevert.apiserver.schema;
