/**
 * Questions and answers as plugins see them, and their form on the wire ({@link
 * io.kubevert.coredns.message.WireFormat}): identifiers, flags, EDNS and truncation are dealt with
 * here and nowhere else.
 */
package io.kubevert.coredns.message;
