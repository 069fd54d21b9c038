/**
 * Validation rules of custom resources ({@code x-kubernetes-validations}, KEP-2876) in the Common
 * Expression Language: {@link io.kubevert.apiserver.cel.SchemaRules} holds those of a schema.
 */
package io.kubevert.apiserver.cel;
