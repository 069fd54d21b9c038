/** A pod's namespaces, its link to the bridge, and its address. */
package io.kubevert.nodeagent.sandbox;
