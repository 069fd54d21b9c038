package io.kubevert.ingress.exchange;

import java.util.List;

/**
 * What the annotations of an Ingress ask for: the same for each of its paths.
 *
 * @param filters in the order in which requests pass them
 * @param upstream how backends are spoken to
 * @param balancing how an endpoint is chosen
 * @param upstreams Services that annotations name beside those of the rules
 */
public record LocationConfig(
    List<Filter> filters,
    UpstreamPolicy upstream,
    Balancing balancing,
    List<BackendKey> upstreams) {}
