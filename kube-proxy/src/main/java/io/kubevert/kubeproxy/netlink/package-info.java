/**
 * netlink(7) as netfilter speaks it: messages of nested attributes, sent to and received from the
 * kernel of the network namespace in which a socket was opened.
 */
package io.kubevert.kubeproxy.netlink;
