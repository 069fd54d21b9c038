package io.kubevert.client.bus;

/**
 * The API server's answer to a watch request that it allows.
 *
 * @param address where the resource's events are published. It cannot be guessed: only those that
 *     were allowed to watch know it.
 * @param storeId the store that the events come from
 * @param bookmarkMillis how often a bookmark is published
 */
public record WatchGrant(String address, long storeId, long bookmarkMillis) {}
