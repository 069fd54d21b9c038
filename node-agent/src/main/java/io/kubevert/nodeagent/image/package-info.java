/** Images on this node: built in, loaded from archives, or pulled. */
package io.kubevert.nodeagent.image;
