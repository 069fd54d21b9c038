package io.kubevert.apiserver.storage;

import java.util.function.LongFunction;

/**
 * A compare-and-set that is asked for.
 *
 * @param expected the revision that the key must be at; 0 when it must not exist
 */
record Write(StoreEvent.Type type, String key, long expected, LongFunction<byte[]> value) {}
