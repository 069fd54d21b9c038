package io.kubevert.benchmarks.ingress;

/** Where things listen on loopback, and the hosts that are asked for. */
final class Ports {
  static final String HOST = "web.test";
  static final String GRPC_HOST = "grpc.test";
  static final String SOCKET_HOST = "socket.test";

  /** What is asked for while things change. */
  static final String LIVE_HOST = "live.test";

  /** The backends: HTTP/1.1, HTTP/2 without TLS, WebSocket. */
  static final int BACKEND = 19_000;

  static final int BACKEND_HTTP2 = 19_001;
  static final int BACKEND_SOCKET = 19_002;

  /** The pods that come and go, on addresses of their own. */
  static final int PODS = 19_003;

  /** The proxies: HTTP, and TLS on the port after it. */
  static final int KUBEVERT = 18_000;

  static final int NGINX = 18_100;
  static final int HAPROXY = 18_200;

  private Ports() {}
}
