/**
 * The cable between nodes and host: a switch in a namespace of its own, one port a node, one port
 * for the host.
 *
 * <p>The switch does not live in the host's namespace because there the host's firewall (Docker's
 * {@code FORWARD DROP}, for one) would see every frame between two nodes.
 */
package io.kubevert.local.network;
