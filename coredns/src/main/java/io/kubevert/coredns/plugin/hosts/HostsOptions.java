package io.kubevert.coredns.plugin.hosts;

import io.kubevert.coredns.plugin.Fallthrough;
import io.kubevert.coredns.plugin.Zones;
import java.time.Duration;

/**
 * What the directive says.
 *
 * @param inline lines of the Corefile itself, before those of the file
 * @param reload how often the file is read again; zero for never
 * @param ttl seconds
 * @param reverse whether addresses have names, too
 */
record HostsOptions(
    String file,
    String inline,
    Zones zones,
    Fallthrough fallthrough,
    Duration reload,
    int ttl,
    boolean reverse) {}
