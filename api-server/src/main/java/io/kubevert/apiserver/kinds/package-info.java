/**
 * The kinds that the server knows. {@link io.kubevert.apiserver.kinds.ResourceCatalog} lists them;
 * each is a file named like its resource in the package of its API group: {@code core.Services},
 * {@code apps.ReplicaSets}. Beside it are the kind's columns, defaults and validation when they are
 * large.
 */
package io.kubevert.apiserver.kinds;
