package io.kubevert.apiserver.storage;

/**
 * A live value.
 *
 * @param revision the revision of the write that made it
 * @param value not to be changed
 */
public record Entry(String key, long revision, byte[] value) {}
