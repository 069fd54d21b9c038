/**
 * The one door to durable state: keys with revisions, compare-and-set, the state as of a revision,
 * and what happened since one.
 *
 * <p>{@link io.kubevert.apiserver.storage.History} holds every live value and the recent past in
 * memory, so reads never touch a disk; a store adds how a write becomes durable before anybody
 * hears of it.
 */
package io.kubevert.apiserver.storage;
