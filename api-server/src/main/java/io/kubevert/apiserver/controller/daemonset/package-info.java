/** DaemonSets: one pod on every node that is meant. */
package io.kubevert.apiserver.controller.daemonset;
