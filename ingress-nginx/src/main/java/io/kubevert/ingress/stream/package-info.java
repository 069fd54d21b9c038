/**
 * TCP and UDP services from ConfigMaps: a port of every node leads to a Service, whatever is spoken
 * there. A change opens and closes the ports that it names, and no others.
 */
package io.kubevert.ingress.stream;
