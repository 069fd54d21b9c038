/** Files that a pod's containers find: name resolution, and volumes. */
package io.kubevert.nodeagent.files;
