/**
 * System calls that the JDK has no API for: signals by process descriptor, packet sockets,
 * terminals.
 */
package io.kubevert.nodeagent.linux;
