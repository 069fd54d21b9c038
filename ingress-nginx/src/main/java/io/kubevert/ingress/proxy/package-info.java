/**
 * The data plane: listeners, the way of a request through filters and balancer to a backend, and of
 * the answer back, in constant memory.
 *
 * <p>It stands directly on Vert.x' HTTP server and client. The proxy of vertx-http-proxy commits to
 * a backend before it is known whether that one answers; here an attempt that failed is made again
 * elsewhere, trailers are passed on, and each direction has its own time-out.
 */
package io.kubevert.ingress.proxy;
