/** ReplicaSets: as many pods as asked for, no more and no fewer. */
package io.kubevert.apiserver.controller.replicaset;
