/**
 * How fast names are answered, beside Debian's unbound and knot with the same records, asked by
 * dnsperf from a network namespace of its own.
 */
package io.kubevert.benchmarks.dns;
