package io.kubevert.benchmarks.ingress;

/** Configurations of nginx: the backend's, and the one of the proxy as ingress-nginx writes it. */
final class NginxConfiguration {
  private static final String FRAME =
      """
      worker_processes 1;
      daemon off;
      pid %1$s/%2$s.pid;
      error_log stderr warn;
      events { worker_connections 15000; }
      http {
        access_log off;
        keepalive_requests 1000000000;
        keepalive_timeout 600s;
        client_body_temp_path %1$s/body;
        proxy_temp_path %1$s/proxy;
        fastcgi_temp_path %1$s/fastcgi;
        uwsgi_temp_path %1$s/uwsgi;
        scgi_temp_path %1$s/scgi;
      %3$s
      }
      """;
  private static final String HEADERS =
      """
            proxy_http_version 1.1;
            proxy_buffering off;
            proxy_set_header Host $http_host;
            proxy_set_header X-Request-ID $request_id;
            proxy_set_header X-Real-IP $remote_addr;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Host $http_host;
            proxy_set_header X-Forwarded-Port $server_port;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Forwarded-Scheme $scheme;
            proxy_set_header X-Scheme $scheme;
      """;

  private NginxConfiguration() {}

  static String backend(Workspace workspace) {
    return FRAME.formatted(
        workspace.file(""),
        "backend",
        """
          server {
            listen 127.0.0.1:%d backlog=4096;
            root %s;
            location = /small { return 200 "Hello from a backend of the benchmark\\n"; }
            location / { add_header X-Backend yes always; }
          }
          server {
            listen 127.0.0.1:%d http2 backlog=4096;
            default_type application/grpc;
            location / { add_trailer grpc-status 0; return 200 hello; }
          }
        """
            .formatted(Ports.BACKEND, workspace.file("www"), Ports.BACKEND_HTTP2));
  }

  /**
   * @param fillers how many more hosts there are
   * @param path of the one route that changes
   */
  static String proxy(Workspace workspace, int fillers, String path) {
    StringBuilder servers = new StringBuilder();
    servers.append(
        """
          server_names_hash_max_size 65536;
          server_names_hash_bucket_size 128;
          ssl_certificate %1$s/certificate.pem;
          ssl_certificate_key %1$s/certificate.key;
          ssl_protocols TLSv1.2 TLSv1.3;
          ssl_session_cache shared:sessions:10m;
          map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
          upstream web { server 127.0.0.1:%2$d; keepalive 320; keepalive_requests 1000000000; }
          upstream grpc { server 127.0.0.1:%3$d; keepalive 320; keepalive_requests 1000000000; }
          upstream socket { server 127.0.0.1:%4$d; keepalive 320; }
          server {
            listen 127.0.0.1:%5$d default_server backlog=4096;
            listen 127.0.0.1:%6$d default_server ssl http2 backlog=4096;
            return 404;
          }
        """
            .formatted(
                workspace.file(""),
                Ports.BACKEND,
                Ports.BACKEND_HTTP2,
                Ports.BACKEND_SOCKET,
                Ports.NGINX,
                Ports.NGINX + 1));
    servers.append(server(Ports.HOST, "/", "proxy_pass http://web;"));
    servers.append(server(Ports.SOCKET_HOST, "/", "proxy_pass http://socket;"));
    servers.append(
        server(Ports.GRPC_HOST, "/", "grpc_pass grpc://grpc;")
            .replace("proxy_set_header", "grpc_set_header"));
    servers.append(server("changing.test", path, "proxy_pass http://web;"));
    for (int i = 0; i < fillers; i++) {
      servers.append(server("filler-" + i + ".test", "/", "proxy_pass http://web;"));
    }
    return FRAME.formatted(workspace.file(""), "nginx", servers);
  }

  private static String server(String host, String path, String pass) {
    return """
      server {
        listen 127.0.0.1:%1$d;
        listen 127.0.0.1:%2$d ssl http2;
        server_name %3$s;
        add_header Strict-Transport-Security "max-age=31536000; includeSubDomains";
        location %4$s {
          proxy_set_header Upgrade $http_upgrade;
          proxy_set_header Connection $connection_upgrade;
          %5$s
    %6$s    }
      }
    """
        .formatted(Ports.NGINX, Ports.NGINX + 1, host, path, pass, HEADERS);
  }
}
