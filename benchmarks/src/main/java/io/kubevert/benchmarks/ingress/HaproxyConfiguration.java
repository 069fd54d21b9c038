package io.kubevert.benchmarks.ingress;

/** The configuration of haproxy for the routes of the benchmark. */
final class HaproxyConfiguration {
  private HaproxyConfiguration() {}

  static String proxy(Workspace workspace) {
    return """
    global
      nbthread 1
      maxconn 12000
      no strict-limits
    defaults
      mode http
      timeout connect 5s
      timeout client 600s
      timeout server 600s
      http-reuse always
      option http-keep-alive
    frontend all
      bind 127.0.0.1:%1$d backlog 4096
      bind 127.0.0.1:%2$d backlog 4096 ssl crt %3$s alpn h2,http/1.1
      http-request set-header X-Request-ID %%[uuid]
      http-request set-header X-Real-IP %%[src]
      http-request set-header X-Forwarded-For %%[src]
      http-request set-header X-Forwarded-Host %%[req.hdr(host)]
      http-request set-header X-Forwarded-Port %%[dst_port]
      http-request set-header X-Forwarded-Proto https if { ssl_fc }
      http-request set-header X-Forwarded-Proto http unless { ssl_fc }
      use_backend grpc if { req.hdr(host) -i %4$s }
      use_backend socket if { req.hdr(host) -i %5$s }
      default_backend web
    backend web
      server web 127.0.0.1:%6$d
    backend grpc
      server grpc 127.0.0.1:%7$d proto h2
    backend socket
      server socket 127.0.0.1:%8$d
    """
        .formatted(
            Ports.HAPROXY,
            Ports.HAPROXY + 1,
            workspace.file("pair.pem"),
            Ports.GRPC_HOST,
            Ports.SOCKET_HOST,
            Ports.BACKEND,
            Ports.BACKEND_HTTP2,
            Ports.BACKEND_SOCKET);
  }
}
