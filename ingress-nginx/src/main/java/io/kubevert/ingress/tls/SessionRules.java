package io.kubevert.ingress.tls;

import java.time.Duration;

/**
 * How clients may take up their TLS sessions again.
 *
 * @param cached whether sessions below TLS 1.3 are kept here, for clients that name theirs
 * @param ticketed whether clients keep theirs, as tickets that nobody else can read; those of TLS
 *     1.3 have no other way
 * @param life how long, at most
 */
public record SessionRules(boolean cached, boolean ticketed, Duration life) {}
