/**
 * Who owns which field of an object ({@code metadata.managedFields}, KEP-555): pure functions from
 * trees to trees. {@link io.kubevert.apiserver.managedfields.Ownership} is the way in; {@link
 * io.kubevert.apiserver.managedfields.Parts} says what of a value can have owners of its own.
 */
package io.kubevert.apiserver.managedfields;
