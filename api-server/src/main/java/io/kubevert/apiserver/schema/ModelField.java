package io.kubevert.apiserver.schema;

/**
 * One field of an object type.
 *
 * @param name its name in JSON
 * @param shape what its value may look like
 * @param merge how a patch merges into it
 */
public record ModelField(String name, Shape shape, MergeRule merge) {}
