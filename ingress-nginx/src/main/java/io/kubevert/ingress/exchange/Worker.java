package io.kubevert.ingress.exchange;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;

/**
 * What an event loop lends to the exchanges on it.
 *
 * @param client for requests beside the client's own, as to an authentication service; knows no
 *     limit of time by itself
 */
public record Worker(Vertx vertx, HttpClientAgent client) {}
