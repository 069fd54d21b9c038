/** Addresses and CIDRs as they come in configuration and objects, checked before use. */
package io.kubevert.kubeproxy.address;
