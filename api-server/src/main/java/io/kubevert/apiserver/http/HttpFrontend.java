package io.kubevert.apiserver.http;

import io.kubevert.apiserver.authentication.Authenticator;
import io.kubevert.apiserver.authentication.User;
import io.kubevert.apiserver.authorization.Authorizer;
import io.kubevert.apiserver.kubelet.KubeletProxy;
import io.kubevert.apiserver.pki.ClusterPki;
import io.kubevert.apiserver.proxy.BackendProxy;
import io.kubevert.apiserver.request.RequestInfo;
import io.kubevert.apiserver.request.ResourceAnswer;
import io.kubevert.apiserver.request.ResourceHandler;
import io.kubevert.apiserver.request.ResourceRequest;
import io.kubevert.apiserver.status.Status;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.request.ApiResponse;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * The HTTPS server: who asks, what for, whether it is allowed, and then to the endpoint that
 * answers. Belongs to the context that the registry belongs to.
 */
public final class HttpFrontend {
  private static final Set<String> TUNNELS = Set.of("log", "exec", "attach", "portforward");
  private static final Set<String> COMMANDS = Set.of("exec", "attach", "portforward");
  private static final int MOST_READS = 400;
  private static final int MOST_WRITES = 200;
  private static final int HEADER_BYTES = 64 << 10;
  private static final int LINE_BYTES = 32 << 10;
  private static final int SWITCHED = 101;

  /** How long a connection is kept on which nothing is asked. */
  private static final Duration IDLE = Duration.ofSeconds(90);

  /** How long a client may take to send a body. */
  private static final Duration BODY = Duration.ofSeconds(60);

  private final Authenticator authenticator;
  private final Authorizer authorizer;
  private final Impersonation impersonation;
  private final ResourceHandler resources;
  private final WatchEndpoint watches;
  private final NonResourceEndpoint others;
  private final KubeletProxy kubelets;
  private final BackendProxy backends;
  private final RequestMetrics metrics;
  private final IdleConnections connections;
  private final Map<HttpConnection, User> users = new HashMap<>();
  private final InFlight inFlight = new InFlight(MOST_READS, MOST_WRITES);
  private HttpServer server;

  HttpFrontend(
      Vertx vertx,
      Authenticator authenticator,
      Authorizer authorizer,
      ResourceHandler resources,
      WatchEndpoint watches,
      NonResourceEndpoint others,
      KubeletProxy kubelets,
      BackendProxy backends,
      RequestMetrics metrics) {
    this.connections = new IdleConnections(vertx, IDLE);
    this.authenticator = authenticator;
    this.authorizer = authorizer;
    this.impersonation = new Impersonation(authorizer);
    this.resources = resources;
    this.watches = watches;
    this.others = others;
    this.kubelets = kubelets;
    this.backends = backends;
    this.metrics = metrics;
  }

  /**
   * Starts to listen.
   *
   * @return the port
   */
  public Future<Integer> listen(Vertx vertx, ClusterPki pki, String host, int port) {
    Path credentials = pki.of("apiserver");
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(host)
            .setPort(port)
            .setSsl(true)
            .setUseAlpn(true)
            .setSslEngineOptions(
                OpenSSLEngineOptions.isAvailable()
                    ? new OpenSSLEngineOptions()
                    : new JdkSSLEngineOptions())
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(credentials.resolve("tls.crt").toString())
                    .setKeyPath(credentials.resolve("tls.key").toString()))
            .setTrustOptions(new PemTrustOptions().addCertPath(pki.caCertificate().toString()))
            .setClientAuth(ClientAuth.REQUEST)
            .setHandle100ContinueAutomatically(true)
            // A watch speaks whatever protocol a browser asks for: without one it would go away.
            .addWebSocketSubProtocol("*")
            .setMaxHeaderSize(HEADER_BYTES)
            .setMaxInitialLineLength(LINE_BYTES);
    server =
        vertx
            .createHttpServer(options)
            .connectionHandler(this::connected)
            .requestHandler(this::handle);
    connections.start();
    return server.listen().map(HttpServer::actualPort);
  }

  public Future<Void> close() {
    connections.stop();
    return server == null ? Future.succeededFuture() : server.close();
  }

  private void connected(HttpConnection connection) {
    PostUpgrade.allow(connection);
    connections.connected(connection);
    certificate(connection.sslSession())
        .flatMap(Authenticator::byCertificate)
        .ifPresent(user -> users.put(connection, user));
    connection.closeHandler(
        _ -> {
          users.remove(connection);
          connections.forget(connection);
        });
  }

  private static Optional<X509Certificate> certificate(SSLSession session) {
    try {
      return Optional.of((X509Certificate) session.getPeerCertificates()[0]);
    } catch (SSLPeerUnverifiedException e) {
      // Not everybody has a certificate; whoever has none may have a token.
      return Optional.empty();
    }
  }

  private void handle(HttpServerRequest request) {
    AuditId.answer(request);
    HttpConnection connection = request.connection();
    if (request.getHeader("Upgrade") == null) {
      connections.requested(connection);
      request.response().endHandler(_ -> connections.answered(connection));
    } else {
      connections.forget(connection);
    }
    try {
      handle(request, Exchange.query(request));
    } catch (IllegalArgumentException e) {
      // A query that cannot be decoded.
      new Exchange(
              request, User.ANONYMOUS, RequestInfo.parse("", request.path(), Map.of()), Map.of())
          .send(Statuses.badRequest(e.getMessage()));
    }
  }

  private void handle(HttpServerRequest request, Map<String, String> query) {
    RequestInfo info = RequestInfo.parse(request.method().name(), request.path(), query);
    Exchange unknown = new Exchange(request, User.ANONYMOUS, info, query);
    try {
      User known = authenticate(request);
      User user = impersonation.effective(known, request.headers());
      authorize(user, info, SpdyRequest.isAsked(request.getHeader("Upgrade")));
      route(new Exchange(request, user, info, query));
    } catch (RuntimeException e) {
      unknown.send(Statuses.of(e));
    }
  }

  private User authenticate(HttpServerRequest request) {
    Optional<String> webSocketToken = WebSocketToken.take(request.headers());
    String header = request.getHeader("Authorization");
    return Optional.ofNullable(users.get(request.connection()))
        .or(() -> authenticator.byHeader(header == null ? webSocketToken.orElse(null) : header))
        .orElseThrow(() -> new StatusException(Statuses.unauthorized()));
  }

  private void authorize(User user, RequestInfo info, boolean spdy) {
    boolean command = COMMANDS.contains(info.subresource());
    Optional<Status> refusal = command && spdy ? Optional.empty() : authorizer.refusal(user, info);
    if (refusal.isEmpty() && command) {
      // A WebSocket opens by GET; whoever may only read must not run anything by it (KEP-4006).
      refusal = authorizer.refusal(user, info.withVerb("create"));
    }
    if (refusal.isPresent()) {
      throw new StatusException(refusal.get());
    }
  }

  private void route(Exchange exchange) {
    long started = System.nanoTime();
    RequestInfo info = exchange.info();
    if (!info.resourceRequest()) {
      others.answer(exchange);
      return;
    }
    if (info.verb().isEmpty()) {
      throw new StatusException(Statuses.methodNotAllowed());
    }
    if (!resources.serves(info)) {
      throw new StatusException(Statuses.noSuchPath());
    }
    exchange
        .response()
        .endHandler(
            _ -> {
              connections.answered(exchange.request().connection());
              int code = exchange.response().getStatusCode();
              metrics.ended(info, info.resource(), code, System.nanoTime() - started);
            });
    if (TUNNELS.contains(info.subresource()) && info.resource().equals("pods")) {
      kubelets.connect(exchange.request(), info, exchange.query(), exchange::send);
      return;
    }
    if (BackendProxy.isFor(info)) {
      backends.connect(exchange.request(), info, exchange::send);
      return;
    }
    Transformation transformation =
        new Transformation(
            Representation.of(exchange.header("Accept")),
            exchange.query().getOrDefault("includeObject", ""));
    if (info.verb().equals("watch")) {
      metrics.watchStarted(info.resource());
      watches.watch(
          exchange,
          resources.version(info),
          transformation,
          () -> metrics.ended(info, info.resource(), SWITCHED, System.nanoTime() - started));
    } else {
      answer(exchange, transformation);
    }
  }

  private void answer(Exchange exchange, Transformation transformation) {
    String verb = exchange.info().verb();
    if (!inFlight.enter(verb)) {
      throw new StatusException(Statuses.tooManyRequests());
    }
    exchange
        .body(BODY)
        .compose(
            body ->
                resources.handle(
                    new ResourceRequest(
                        exchange.info(),
                        exchange.user(),
                        exchange.agent(),
                        exchange.query(),
                        exchange.contentType(),
                        body.getBytes())))
        .map(
            answer -> {
              exchange.warn(answer.warnings());
              return reply(exchange, transformation, answer);
            })
        .eventually(
            () -> {
              inFlight.leave(verb);
              return Future.succeededFuture();
            })
        .onComplete(Runnable::run, failure -> exchange.send(Statuses.of(failure)));
  }

  private static Runnable reply(
      Exchange exchange, Transformation transformation, ResourceAnswer answer) {
    if (transformation.isPlain() && answer instanceof ResourceAnswer.Many list) {
      return () -> exchange.send(list.body());
    }
    ApiResponse response = transformation.apply(answer);
    return () -> exchange.send(response, transformation.representation());
  }
}
