/** One container: its OCI configuration, and crun and conmon who run it. */
package io.kubevert.nodeagent.container;
