/**
 * Kinds that users define. {@link io.kubevert.apiserver.customresources.CustomResources} follows
 * the CustomResourceDefinitions in the store: it says whether their names are free, serves what
 * they define, and empties what is to go. {@link
 * io.kubevert.apiserver.customresources.CustomResourceVersions} makes a kind of a definition.
 */
package io.kubevert.apiserver.customresources;
