/**
 * Copies of resources that the controllers of one process share: each decoded once, indexed, and
 * always as new as the process's own writes.
 */
package io.kubevert.apiserver.controller.cache;
