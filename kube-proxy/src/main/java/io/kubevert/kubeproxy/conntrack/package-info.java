/**
 * Connection tracking keeps sending a UDP flow where its first packet went, for as long as packets
 * come. Flows to endpoints that are gone are found by comparing what the kernel tracks with what is
 * programmed, and removed. TCP is never touched.
 */
package io.kubevert.kubeproxy.conntrack;
