package io.kubevert.ingress.feature.externalauth;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.annotation.Problem;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.ServiceUrl;
import io.kubevert.ingress.exchange.UriText;
import io.kubevert.ingress.exchange.Variables;
import io.kubevert.ingress.feature.IngressScope;
import io.kubevert.ingress.feature.access.Decision;
import io.kubevert.ingress.feature.access.Guard;
import io.kubevert.ingress.option.GlobalOptions;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code auth-url} and what belongs to it: another server is asked about each request. It admits
 * with 2xx and refuses with 401 and 403; anything else is an error, and nobody comes in.
 */
public final class ExternalAuth implements Guard {
  private static final int FOUND = 302;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int ERROR = 500;
  private static final Logger LOG = LoggerFactory.getLogger(ExternalAuth.class);

  /** The statuses with which nginx adds a header to an answer. */
  private static final Set<Integer> WITH_COOKIE =
      Set.of(200, 201, 204, 206, 301, 302, 303, 304, 307, 308);

  private final Settings settings;
  private final Map<String, String> sent;
  private final List<String> exceptions;
  private final AnswerCache cache;

  private ExternalAuth(Settings settings, Map<String, String> sent, List<String> exceptions) {
    this.settings = settings;
    this.sent = sent;
    this.exceptions = exceptions;
    this.cache = new AnswerCache(settings.cacheDurations(), System::nanoTime);
  }

  /** The Ingress's own server, or else the controller's for all. */
  public static Optional<Guard> read(IngressScope scope) {
    Annotations annotations = scope.annotations();
    boolean global = annotations.flag("enable-global-auth", true);
    boolean asked = annotations.text("auth-url").isPresent();
    Optional<Settings> own = Settings.read(annotations);
    own.map(Settings::url).flatMap(ServiceUrl::backend).ifPresent(scope::upstream);
    if (asked) {
      Optional<Map<String, String>> sent = AuthHeaders.read(scope);
      return Optional.of(
          own.flatMap(
                  known -> sent.<Guard>map(headers -> new ExternalAuth(known, headers, List.of())))
              .orElse(CLOSED));
    }
    return global ? global(scope) : Optional.empty();
  }

  private static final Guard CLOSED = exchange -> Guard.refused(ERROR);

  /** Names what is wrong with the server for all Ingresses. */
  public static List<Problem> check(GlobalOptions options) {
    Annotations values = new Annotations("option", options.globalAuth(), Map.of());
    Settings.read(values);
    return values.problems();
  }

  private static Optional<Guard> global(IngressScope scope) {
    GlobalOptions options = scope.options();
    Optional.ofNullable(options.globalAuth().get("auth-url"))
        .flatMap(ServiceUrl::backend)
        .ifPresent(scope::upstream);
    if (!options.globalAuth().containsKey("auth-url")) {
      return Optional.empty();
    }
    return Optional.of(
        Settings.read(new Annotations("option", options.globalAuth(), Map.of()))
            .<Guard>map(known -> new ExternalAuth(known, Map.of(), options.noAuthLocations()))
            .orElse(CLOSED));
  }

  @Override
  public Future<Decision> decide(Exchange exchange) {
    if (exceptions.stream().anyMatch(exchange.path()::startsWith)) {
      return ADMITTED;
    }
    return answer(exchange)
        .map(answer -> judge(answer, exchange))
        .recover(
            cause -> {
              LOG.atWarn()
                  .addKeyValue("ingress", exchange.location().ingress())
                  .addKeyValue("request", exchange.requestId())
                  .addKeyValue("cause", cause.getMessage())
                  .log("the authentication server did not answer");
              return Guard.refused(ERROR);
            });
  }

  private Future<AuthAnswer> answer(Exchange exchange) {
    if (settings.cacheKey().isEmpty()) {
      return new AuthRequest(settings, sent, exchange).send();
    }
    String key = Variables.expand(settings.cacheKey().get(), exchange);
    return cache
        .get(key)
        .map(Future::succeededFuture)
        .orElseGet(
            () ->
                new AuthRequest(settings, sent, exchange)
                    .send()
                    .onSuccess(answer -> cache.put(key, answer)));
  }

  private Decision judge(AuthAnswer answer, Exchange exchange) {
    if (answer.admits()) {
      admit(answer, exchange);
      return new Decision.Admitted();
    }
    if (answer.status() == UNAUTHORIZED && settings.signIn().isPresent()) {
      return new Decision.Refused(FOUND, Map.of("Location", signIn(exchange)));
    }
    if (answer.status() == UNAUTHORIZED) {
      String challenge = answer.headers().get("WWW-Authenticate");
      return new Decision.Refused(
          UNAUTHORIZED, challenge == null ? Map.of() : Map.of("WWW-Authenticate", challenge));
    }
    return new Decision.Refused(answer.status() == FORBIDDEN ? FORBIDDEN : ERROR, Map.of());
  }

  /** A header that the server does not send is not the client's to send either. */
  private void admit(AuthAnswer answer, Exchange exchange) {
    exchange
        .changes()
        .onUpstream(
            headers ->
                settings
                    .responseHeaders()
                    .forEach(
                        name -> {
                          headers.remove(name);
                          headers.add(name, answer.headers().getAll(name));
                        }));
    List<String> cookies = answer.headers().getAll("set-cookie");
    if (!cookies.isEmpty()) {
      exchange
          .changes()
          .onAnswer(
              headers -> {
                if (settings.alwaysSetCookie()
                    || WITH_COOKIE.contains(exchange.response().getStatusCode())) {
                  headers.add("set-cookie", cookies);
                }
              });
    }
  }

  private String signIn(Exchange exchange) {
    String url = Variables.expand(settings.signIn().orElseThrow(), exchange);
    if (settings.signIn().get().contains(settings.redirectParameter() + "=")) {
      return url;
    }
    String wanted =
        exchange.client().scheme() + "://" + exchange.authority() + exchange.request().uri();
    return url
        + (url.indexOf('?') < 0 ? "?" : "&")
        + settings.redirectParameter()
        + "="
        + UriText.escape(wanted);
  }

  @Override
  public String toString() {
    return "ExternalAuth[" + settings.url() + "]";
  }
}
