/**
 * How fast a cluster starts, what memory it takes, and how fast a pod on it does: seen from
 * outside, through the program {@code kubevert} and the API.
 */
package io.kubevert.benchmarks.boot;
