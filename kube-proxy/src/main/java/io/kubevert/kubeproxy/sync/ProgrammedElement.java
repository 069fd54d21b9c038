package io.kubevert.kubeproxy.sync;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.kubeproxy.nftables.Nftables.Hits;
import java.util.Optional;

/**
 * Something that a Service has in the kernel.
 *
 * @param table family and name of the table
 * @param map the map or set that it is in
 * @param value what the key leads to; empty in a set
 * @param hits how many connections took it since it was written; empty where nobody counts
 */
public record ProgrammedElement(
    ObjectKey service, String table, String map, String key, String value, Optional<Hits> hits) {}
