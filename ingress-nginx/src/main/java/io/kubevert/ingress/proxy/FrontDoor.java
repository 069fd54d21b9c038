package io.kubevert.ingress.proxy;

import io.kubevert.ingress.balancer.Balancer;
import io.kubevert.ingress.balancer.Balancers;
import io.kubevert.ingress.exchange.Backend;
import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.Balancing;
import io.kubevert.ingress.exchange.Endpoint;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.kubevert.ingress.exchange.Location;
import io.kubevert.ingress.exchange.Snapshot;
import io.kubevert.ingress.exchange.Worker;
import io.kubevert.ingress.option.RequestHeaders;
import io.kubevert.ingress.route.RequestPath;
import io.kubevert.ingress.upstream.UpstreamClients;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes every request: finds its location, has it filtered, and sends it on. */
final class FrontDoor implements Handler<HttpServerRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);
  private static final String NOT_FOUND = "default backend - 404";
  private static final int REQUEST_ID_LIMIT = 128;
  private static final HexFormat HEX = HexFormat.of();
  private static final int BAD_REQUEST = 400;
  private static final long LINGER_MILLIS = 2_000;

  private final Vertx vertx;
  private final Supplier<Snapshot> snapshots;
  private final Balancers balancers;
  private final UpstreamClients clients;
  private final Deadlines deadlines;
  private final PassiveHealth health = new PassiveHealth(System::nanoTime);
  private final Worker worker;
  private final RandomGenerator random;
  private final ListenerPorts ports;
  private final Misdirection misdirection;
  private final ConnectionGuard guard;
  private final Consumer<Exchange> observer;
  private Snapshot last = Snapshot.empty();

  /**
   * The ports that clients believe to speak to, whatever is listened on.
   *
   * @param http for plain connections
   * @param https for TLS
   */
  record ListenerPorts(int http, int https) {}

  /**
   * @param observer is told of every exchange when it is over
   */
  FrontDoor(
      Vertx vertx,
      Supplier<Snapshot> snapshots,
      Balancers balancers,
      RandomGenerator random,
      ListenerPorts ports,
      Misdirection misdirection,
      ConnectionGuard guard,
      Consumer<Exchange> observer) {
    this.vertx = vertx;
    this.snapshots = snapshots;
    this.balancers = balancers;
    this.clients = new UpstreamClients(vertx, snapshots.get().options().upstreams());
    this.deadlines = new Deadlines(vertx);
    this.worker = new Worker(vertx, clients.aside());
    this.random = random;
    this.ports = ports;
    this.misdirection = misdirection;
    this.guard = guard;
    this.observer = observer;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (!guard.requestBegan(request.connection())) {
      return;
    }
    OptionalInt refusal = RequestCheck.refusal(request);
    if (refusal.isPresent()) {
      refuse(request, refusal.getAsInt());
      return;
    }
    Optional<String> path = RequestPath.normalize(request.path());
    if (path.isEmpty()) {
      refuse(request, BAD_REQUEST);
      return;
    }
    HostAndPort authority = request.authority();
    Snapshot snapshot = current();
    Exchange.Client client =
        ClientIdentity.of(
            request,
            new Exchange.Client(
                request.remoteAddress().hostAddress(),
                request.isSSL(),
                request.isSSL() ? ports.https() : ports.http()),
            snapshot.options().forwardedHeaders());
    String host = authority.host().toLowerCase(Locale.ROOT);
    Location location =
        snapshot.routes().find(host, path.get()).orElseGet(() -> unrouted(snapshot, host));
    Exchange exchange = new Exchange(request, authority, client, snapshot, location, path.get());
    exchange.identify(requestId(request, snapshot.options().requestHeaders()));
    exchange.serveWith(worker, new ErrorPage(deadlines, clients, balancers, exchange)::answer);
    guard.announceEnd(request);
    if (exchange.hasBody()) {
      request.pause();
    }
    process(exchange)
        .recover(cause -> failed(exchange, cause))
        .onComplete(
            done -> {
              guard.requestEnded(request.connection());
              if (request.response().getStatusCode() == Upgrade.SWITCHED) {
                guard.closed(request.connection());
              }
              linger(request);
              exchange.finish();
              observer.accept(exchange);
            });
  }

  /** Hosts that nobody serves are asked for by anybody; their requests are logged on demand. */
  private static Location unrouted(Snapshot snapshot, String host) {
    return Unrouted.location(
        snapshot.defaultBackend(),
        snapshot.options().accessLogging().unrouted() || snapshot.routes().host(host).isPresent());
  }

  /** The connection ends with it: where the next request would begin is anybody's guess. */
  private void refuse(HttpServerRequest request, int status) {
    HttpConnection connection = request.connection();
    HttpServerResponse response = request.response().setStatusCode(status);
    if (request.version() == HttpVersion.HTTP_2) {
      response.end().eventually(() -> ended(connection));
    } else {
      guard.refuse(connection);
      response.putHeader("connection", "close").end().eventually(connection::close);
    }
  }

  private Future<Void> ended(HttpConnection connection) {
    guard.requestEnded(connection);
    return Future.succeededFuture();
  }

  /** A client that was answered before its body came has some time to read that, and no more. */
  private void linger(HttpServerRequest request) {
    if (!request.isEnded() && request.version() != HttpVersion.HTTP_2) {
      vertx.setTimer(LINGER_MILLIS, fired -> request.connection().close());
    }
  }

  private Snapshot current() {
    Snapshot snapshot = snapshots.get();
    if (snapshot != last) {
      last = snapshot;
      balancers.retain(snapshot);
    }
    return snapshot;
  }

  private Future<Void> process(Exchange exchange) {
    if (misdirection.of(exchange)) {
      return exchange.answer(Misdirection.MISDIRECTED_REQUEST).mapEmpty();
    }
    return filter(exchange, exchange.location().config().filters(), 0)
        .compose(
            verdict ->
                switch (verdict) {
                  case ANSWERED -> Future.succeededFuture();
                  case PASSED -> forward(exchange);
                });
  }

  /** Goes on without a callback while filters decide at once, as nearly all do. */
  private static Future<Filter.Verdict> filter(Exchange exchange, List<Filter> filters, int first) {
    for (int i = first; i < filters.size(); i++) {
      Future<Filter.Verdict> verdict = filters.get(i).apply(exchange);
      if (verdict == Filter.PASS) {
        continue;
      }
      int next = i + 1;
      return verdict.compose(
          known ->
              switch (known) {
                case ANSWERED -> Filter.ANSWERED;
                case PASSED -> filter(exchange, filters, next);
              });
    }
    return Filter.PASS;
  }

  private Future<Void> forward(Exchange exchange) {
    Optional<BackendKey> key = exchange.backend();
    if (key.isEmpty()) {
      boolean unrouted = exchange.location().ingress() == Unrouted.NO_INGRESS;
      return (unrouted ? exchange.answer(404, "text/plain", NOT_FOUND) : exchange.answer(503))
          .mapEmpty();
    }
    List<Endpoint> endpoints = endpoints(exchange, exchange.snapshot().backend(key.get()));
    return endpoints.isEmpty()
        ? fallBack(exchange)
        : forward(exchange, balancers.of(key.get(), exchange.balancing()), endpoints);
  }

  private Future<Void> forward(Exchange exchange, Balancer balancer, List<Endpoint> endpoints) {
    return new Forwarding(deadlines, clients, health, exchange, balancer, endpoints).run();
  }

  /** While the Service has no endpoints, the Ingress's {@code default-backend} stands in. */
  private Future<Void> fallBack(Exchange exchange) {
    Optional<BackendKey> standIn = exchange.location().config().errorPages().service();
    List<Endpoint> endpoints =
        standIn.map(key -> exchange.snapshot().backend(key).endpoints()).orElse(List.of());
    if (endpoints.isEmpty()) {
      return exchange.answer(503).mapEmpty();
    }
    exchange.redirectTo(standIn.get());
    exchange.changes().onUpstream(headers -> ErrorPage.describe(exchange, 503, headers));
    return forward(exchange, balancers.of(standIn.get(), new Balancing.RoundRobin()), endpoints);
  }

  private static List<Endpoint> endpoints(Exchange exchange, Backend backend) {
    boolean throughService = exchange.location().config().upstream().throughService();
    return throughService && backend.virtual().isPresent()
        ? List.of(backend.virtual().get())
        : backend.endpoints();
  }

  private static Future<Void> failed(Exchange exchange, Throwable cause) {
    if (exchange.response().closed() || exchange.response().ended()) {
      return Future.succeededFuture();
    }
    LOG.atWarn()
        .addKeyValue("ingress", exchange.location().ingress())
        .addKeyValue("request", exchange.requestId())
        .setCause(cause)
        .log("request failed");
    return exchange.response().headWritten()
        ? exchange.request().connection().close()
        : exchange.answer(500).mapEmpty();
  }

  /** The client's own, if it is harmless, else 32 random hexadecimal digits. */
  private String requestId(HttpServerRequest request, RequestHeaders options) {
    String given = request.getHeader("x-request-id");
    if (given != null && !given.isEmpty() && given.length() <= REQUEST_ID_LIMIT) {
      return given;
    }
    return options.identified() ? randomId() : "";
  }

  private String randomId() {
    return HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong());
  }
}
