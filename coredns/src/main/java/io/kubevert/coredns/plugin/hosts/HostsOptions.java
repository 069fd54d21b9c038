package io.kubevert.coredns.plugin.hosts;

import io.kubevert.coredns.plugin.Fallthrough;
import io.kubevert.coredns.plugin.Zones;
import java.time.Duration;

/**
 * What the directive says.
 *
 * @param inline lines of the Corefile itself, before those of the file
 * @param otherTypesFallThrough whether questions for types that no line can answer are passed on
 *     for names that are there, too
 * @param reload how often the file is read again; zero for never
 * @param ttl seconds
 * @param reverse whether addresses have names, too
 */
record HostsOptions(
    String file,
    String inline,
    Zones zones,
    Fallthrough fallthrough,
    boolean otherTypesFallThrough,
    Duration reload,
    int ttl,
    boolean reverse) {}
