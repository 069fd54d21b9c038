/** Patches of each format that the API takes, as functions from a tree to a tree. */
package io.kubevert.apiserver.patch;
