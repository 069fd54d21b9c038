/**
 * Counts the packets of Services' connections, in tables of its own beside those that forward: who
 * does not want it pays nothing.
 */
package io.kubevert.kubeproxy.traffic;
