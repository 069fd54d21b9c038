/**
 * What the table must hold, compiled from Services and endpoints, and how that differs from what it
 * holds.
 *
 * <p>The layout keeps no chain for a Service or an endpoint. {@code service-ips} maps a destination
 * (address, protocol, port) to the number of what becomes of it, and {@code dispatch} maps the
 * number to that: reject, drop, or a chain that is shared by all destinations with that number of
 * endpoints. That chain draws a number, puts it into the packet's priority, which nobody has looked
 * at yet and which is cleared afterwards, and looks up destination and number in {@code endpoints}.
 * A node port is a destination at the node's address, so everything that follows is the same for
 * all kinds of addresses.
 *
 * <p>Everything is decided on a connection's first packet, in chains of the type {@code nat}, which
 * may reject and drop as well.
 *
 * <p>Session affinity: {@code affinity-groups} names the Service port of a destination by a number,
 * kept in the priority, too. {@code affinity} maps client and group to a hash of the endpoint,
 * learned after translation from the packet itself, and {@code endpoints} maps destination and hash
 * to the endpoint, as long as it is there. So a remembered endpoint that is gone is not found, and
 * another one is drawn.
 *
 * <p>The policy Local on outside addresses needs two lists of endpoints for one destination: {@code
 * external-local} tells who gets which. Source ranges are checked in {@code firewall}, and what
 * passes is looked up in {@code firewalled-services}.
 */
package io.kubevert.kubeproxy.rules;
