/** Nodes and pods as scheduling decisions see them. */
package io.kubevert.apiserver.scheduler.snapshot;
