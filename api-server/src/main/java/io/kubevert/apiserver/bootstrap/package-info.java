/** The objects that a cluster has before anybody creates one. */
package io.kubevert.apiserver.bootstrap;
