package io.kubevert.ingress.exchange;

import io.kubevert.ingress.tls.CipherPreference;
import java.util.List;
import java.util.Optional;

/**
 * What the annotations of an Ingress ask for: the same for each of its paths.
 *
 * @param filters in the order in which requests pass them
 * @param upstream how backends are spoken to
 * @param balancing how an endpoint is chosen
 * @param upstreams Services that annotations name beside those of the rules
 * @param errorPages who answers instead of a backend that fails
 * @param canary present when the Ingress is the canary of others
 * @param aliases further names of its hosts
 * @param wwwRedirect whether its hosts with and without {@code www.} lead to those it names
 * @param passthrough whether TLS connections are passed on as they are
 * @param ciphers the suites of its hosts, where it has some of its own
 * @param logged whether requests are written to the access log
 */
public record LocationConfig(
    List<Filter> filters,
    UpstreamPolicy upstream,
    Balancing balancing,
    List<BackendKey> upstreams,
    ErrorPages errorPages,
    Optional<CanaryPolicy> canary,
    List<String> aliases,
    boolean wwwRedirect,
    boolean passthrough,
    Optional<CipherPreference> ciphers,
    boolean logged) {

  /** Of requests that do nothing but pass some filters. */
  public static LocationConfig of(List<Filter> filters, UpstreamPolicy upstream, boolean logged) {
    return new LocationConfig(
        filters,
        upstream,
        new Balancing.RoundRobin(),
        List.of(),
        ErrorPages.NONE,
        Optional.empty(),
        List.of(),
        false,
        false,
        Optional.empty(),
        logged);
  }

  /** The same for the Ingress's own paths alone, whose requests pass no other filter than this. */
  public LocationConfig closedBy(Filter filter) {
    return new LocationConfig(
        List.of(filter),
        upstream,
        balancing,
        List.of(),
        ErrorPages.NONE,
        canary,
        List.of(),
        false,
        false,
        Optional.empty(),
        logged);
  }
}
