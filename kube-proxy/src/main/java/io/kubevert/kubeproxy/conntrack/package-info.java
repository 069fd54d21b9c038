/**
 * Connection tracking keeps sending a UDP or SCTP flow where its first packet went, for as long as
 * packets come. Flows to endpoints that are gone are found by comparing what the kernel tracks with
 * what is programmed, and removed. A TCP connection is never touched; only what is none yet,
 * because its first packet passed while there were no rules, is forgotten.
 */
package io.kubevert.kubeproxy.conntrack;
