/** Which of a Service's endpoints a node sends packets to. */
package io.kubevert.kubeproxy.topology;
