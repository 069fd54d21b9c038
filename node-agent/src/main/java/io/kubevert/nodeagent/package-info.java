/**
 * Pods on one node as real containers.
 *
 * <p>One flow, top to bottom: pods of this node are watched ({@code NodeAgent}), a pure function
 * compares what a pod asks for with what there is ({@code lifecycle.PodPlan}), the steps it names
 * are taken by thin edges ({@code sandbox}, {@code container}, {@code image}, {@code files}), and
 * what came of it is written back ({@code status}). Beside the flow: the node's own object ({@code
 * node}), its routes and rules ({@code network}), probes, and the server for logs, exec and attach.
 *
 * <p>Everything that must outlive this process is on disk or in the kernel; a new agent over the
 * same directory goes on with the running containers.
 */
package io.kubevert.nodeagent;
