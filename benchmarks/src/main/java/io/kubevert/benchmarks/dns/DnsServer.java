package io.kubevert.benchmarks.dns;

import java.util.List;

/**
 * A server to measure.
 *
 * @param name in the table
 * @param port that it listens on
 * @param command what runs it, in the foreground
 * @param answersCluster whether it holds the cluster's records; else it asks one that does, and
 *     keeps the answers
 */
record DnsServer(String name, int port, List<String> command, boolean answersCluster) {}
