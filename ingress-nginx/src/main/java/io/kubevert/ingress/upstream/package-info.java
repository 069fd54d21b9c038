/**
 * Requests to backends: connections that are kept for each endpoint, and HTTP/1.1 on them, on the
 * event loop of the client's connection.
 *
 * <p>HTTP/1.1 is spoken here, on Netty's decoder, rather than by Vert.x' client, whose pool,
 * streams and futures for each request cost as much as all the rest of it. HTTP/2 is left to that
 * one.
 */
package io.kubevert.ingress.upstream;
