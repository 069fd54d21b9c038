package io.kubevert.ingress.exchange;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * One request and its answer, from arrival to the last byte. Belongs to the event loop of the
 * client's connection.
 */
public final class Exchange {
  private static final Set<HttpMethod> WITHOUT_BODY =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);

  private final HttpServerRequest request;
  private final HostAndPort authority;
  private final Client client;
  private final Snapshot snapshot;
  private final Location location;
  private final String path;
  private final long started = System.nanoTime();
  private final Changes changes = new Changes();
  private final List<Attempt> attempts = new ArrayList<>(1);
  private String uri;
  private String requestId = "";
  private BackendKey backend;
  private Balancing balancing;
  private Optional<Canary> canary = Optional.empty();
  private Optional<String> user = Optional.empty();
  private IntFunction<Optional<Future<Filter.Verdict>>> errorResponder = status -> Optional.empty();
  private Worker worker;
  private long headAfterNanos = -1;
  private long bodyLimit = Long.MAX_VALUE;

  /**
   * Who asks.
   *
   * @param address without a port; the one that limits and logs go by
   * @param secure whether the client speaks TLS
   * @param port the port that the client reached
   */
  public record Client(String address, boolean secure, int port) {
    public String scheme() {
      return secure ? "https" : "http";
    }
  }

  /**
   * One endpoint that was tried.
   *
   * @param status 0 when it did not answer
   * @param connectNanos until there was a connection to it; all of the time when there was none
   * @param nanos until the head of its answer, or its failure
   */
  public record Attempt(Endpoint endpoint, int status, long connectNanos, long nanos) {}

  /**
   * @param authority the host that the client names
   * @param path normalized
   */
  public Exchange(
      HttpServerRequest request,
      HostAndPort authority,
      Client client,
      Snapshot snapshot,
      Location location,
      String path) {
    this.request = request;
    this.authority = authority;
    this.client = client;
    this.snapshot = snapshot;
    this.location = location;
    this.path = path;
    this.uri = originForm(request);
    this.backend = location.backend().orElse(null);
    this.balancing = location.config().balancing();
  }

  private static String originForm(HttpServerRequest request) {
    String uri = request.uri();
    if (uri.startsWith("/")) {
      return uri;
    }
    String query = request.query();
    return query == null ? request.path() : request.path() + "?" + query;
  }

  public HttpServerRequest request() {
    return request;
  }

  public HttpServerResponse response() {
    return request.response();
  }

  public HostAndPort authority() {
    return authority;
  }

  public Client client() {
    return client;
  }

  public Snapshot snapshot() {
    return snapshot;
  }

  /** What filters want done further on. */
  public Changes changes() {
    return changes;
  }

  public Location location() {
    return location;
  }

  /** The path in the form that rules are compared with. */
  public String path() {
    return path;
  }

  /** Path and query that the backend will be asked for. */
  public String uri() {
    return uri;
  }

  public void rewriteUri(String rewritten) {
    uri = rewritten;
  }

  public String requestId() {
    return requestId;
  }

  public void identify(String id) {
    requestId = id;
  }

  /** The Service that this request goes to; empty when it has none. */
  public Optional<BackendKey> backend() {
    return Optional.ofNullable(backend);
  }

  /** How an endpoint of that Service is chosen. */
  public Balancing balancing() {
    return balancing;
  }

  /** Sends the request to another Service. */
  public void redirectTo(BackendKey other) {
    backend = other;
  }

  /** Sends the request to the canary of its location. */
  public void redirectTo(Canary other) {
    canary = Optional.of(other);
    backend = other.backend();
    balancing = other.balancing();
  }

  /** The canary that has the request. */
  public Optional<Canary> canary() {
    return canary;
  }

  /** Who the client proved to be. */
  public Optional<String> user() {
    return user;
  }

  public void authenticated(String name) {
    user = Optional.of(name);
  }

  /** What the event loop lends; there is one once the exchange is being served. */
  public Worker worker() {
    return worker;
  }

  /**
   * Begins to serve the exchange.
   *
   * @param responder has somebody else answer for a status, or is empty
   */
  public void serveWith(Worker lent, IntFunction<Optional<Future<Filter.Verdict>>> responder) {
    worker = lent;
    errorResponder = responder;
  }

  /** Applies what filters want of the answer; called once, when the status is known. */
  public void changeAnswerHeaders() {
    headAfterNanos = System.nanoTime() - started;
    changes.toAnswer(response().headers());
  }

  /** Says that the exchange is over. */
  public void finish() {
    changes.end();
  }

  public void attempted(Attempt attempt) {
    attempts.add(attempt);
  }

  public List<Attempt> attempts() {
    return attempts;
  }

  public long elapsedNanos() {
    return System.nanoTime() - started;
  }

  /** How long the client waited for the answer's head; -1 while it waits. */
  public long headAfterNanos() {
    return headAfterNanos;
  }

  /**
   * Whether the client sends a body that may not have arrived yet. HTTP/2 does not say so in front;
   * there, methods whose body means nothing (RFC 9110, 9.3) have one only if they state its length.
   */
  public boolean hasBody() {
    MultiMap headers = request.headers();
    String length = headers.get(HttpHeaders.CONTENT_LENGTH);
    if (length != null) {
      return !length.equals("0");
    }
    return request.version() == HttpVersion.HTTP_2
        ? !request.isEnded() && !WITHOUT_BODY.contains(request.method())
        : headers.contains(HttpHeaders.TRANSFER_ENCODING);
  }

  /** How long the client says that its body is; -1 if it does not say. */
  public long bodyLength() {
    String length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
    return length == null ? -1 : Long.parseLong(length);
  }

  /** Has a body that turns out to be longer answered 413. */
  public void limitBody(long bytes) {
    bodyLimit = bytes;
  }

  public long bodyLimit() {
    return bodyLimit;
  }

  /**
   * Answers with a small page that names the status, as nginx does, or with what the Ingress wants
   * instead.
   */
  public Future<Filter.Verdict> answer(int status) {
    return errorResponder
        .apply(status)
        .orElseGet(() -> answer(status, "text/html", StatusPage.of(status)));
  }

  /** Has somebody else answer for a backend's status; empty when nobody does. */
  public Optional<Future<Filter.Verdict>> errorPage(int status) {
    return location.config().errorPages().ownAlone()
        ? Optional.empty()
        : errorResponder.apply(status);
  }

  /** Answers with a redirect. */
  public Future<Filter.Verdict> redirect(int status, String target) {
    response().putHeader("location", target);
    return answer(status, "text/html", StatusPage.of(status));
  }

  /** Answers the client. What is left of its request is not read. */
  public Future<Filter.Verdict> answer(int status, String contentType, String body) {
    HttpServerResponse response = response();
    response.setStatusCode(status);
    if (!body.isEmpty()) {
      response.putHeader("content-type", contentType);
    }
    leaveBodyUnread();
    changeAnswerHeaders();
    return response.end(body).map(Filter.Verdict.ANSWERED);
  }

  /** Gives up on what is left of the client's body; on HTTP/1 the connection ends with it. */
  public void leaveBodyUnread() {
    boolean unread = hasBody() && !request.isEnded();
    if (unread && request.version() != HttpVersion.HTTP_2) {
      response().putHeader("connection", "close");
    }
    if (!request.isEnded()) {
      request.resume();
    }
  }
}
