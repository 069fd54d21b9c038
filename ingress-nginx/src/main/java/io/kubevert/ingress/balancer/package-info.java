/** Which endpoint takes a request: one algorithm a file, behind one small interface. */
package io.kubevert.ingress.balancer;
