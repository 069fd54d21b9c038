/** One program for each figure in the README; each says on what load it was measured. */
package io.kubevert.benchmarks;
