/**
 * Requests to backends: connections that are kept for each endpoint, with HTTP/1.1 or HTTP/2 on
 * them, on the event loop of the client's connection.
 *
 * <p>Both are spoken here, on Netty's codecs, rather than by Vert.x' client, whose pool, streams
 * and futures for each request cost as much as all the rest of it.
 */
package io.kubevert.ingress.upstream;
