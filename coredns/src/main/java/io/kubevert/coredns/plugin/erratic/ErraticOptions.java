package io.kubevert.coredns.plugin.erratic;

/**
 * What the directive says; a count of n means every n-th question, 0 none.
 *
 * @param drop questions without an answer
 * @param truncate answers that are cut off
 * @param delay answers that come late
 * @param large whether an answer to A is longer than 512 octets
 */
record ErraticOptions(int drop, int truncate, int delay, long delayMillis, boolean large) {}
