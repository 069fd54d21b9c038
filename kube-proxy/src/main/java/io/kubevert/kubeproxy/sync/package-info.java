/**
 * From changes to the kernel: {@link io.kubevert.kubeproxy.sync.SyncRunner} owns when something is
 * written, {@link io.kubevert.kubeproxy.sync.Tables} what.
 */
package io.kubevert.kubeproxy.sync;
