/**
 * The whole cluster in one JVM: a control-plane node and three workers, each a Linux network
 * namespace with real packets in it.
 *
 * <p>{@link io.kubevert.local.LocalCluster} is the list of what runs; {@code netns} binds a Vert.x
 * to a namespace; {@code network} connects the namespaces with the host; {@code junit} hands a
 * cluster to tests.
 */
package io.kubevert.local;
