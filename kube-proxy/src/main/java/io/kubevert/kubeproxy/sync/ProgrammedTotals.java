package io.kubevert.kubeproxy.sync;

import io.kubevert.kubeproxy.nftables.Nftables.Hits;
import java.util.Optional;

/**
 * What the kernel counted for a Service, of all its destinations together.
 *
 * @param connections the first packets of connections
 * @param traffic all packets, both ways; empty where nobody counts them
 */
public record ProgrammedTotals(Hits connections, Optional<Hits> traffic) {}
