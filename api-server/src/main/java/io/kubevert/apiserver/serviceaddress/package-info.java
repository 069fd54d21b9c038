/**
 * The addresses of Services as objects: an IPAddress for each cluster IP, and what becomes of
 * ServiceCIDRs (KEP-1880).
 */
package io.kubevert.apiserver.serviceaddress;
