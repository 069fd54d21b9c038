package io.kubevert.ingress.exchange;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which requests a canary takes. A header decides before a cookie, and that before chance.
 *
 * @param header {@code always} and {@code never} decide, or the value or pattern
 * @param headerValue takes the request when the header is this
 * @param headerPattern takes the request when it is found in the header
 * @param cookie {@code always} and {@code never} decide
 * @param weight how many of {@code weightTotal} requests are taken by chance
 * @param legacy whether sessions with a cookie are chosen for like all others
 */
public record CanaryPolicy(
    Optional<String> header,
    Optional<String> headerValue,
    Optional<Pattern> headerPattern,
    Optional<String> cookie,
    int weight,
    int weightTotal,
    boolean legacy) {}
