package io.kubevert.ingress.annotation;

/**
 * Something in an Ingress that is not done as it is written.
 *
 * @param reason one CamelCase word for the event and the metric
 * @param subject what it is about, as in an annotation's name
 * @param message what a person reads: what is wrong, and what happens instead
 */
public record Problem(String reason, String subject, String message) {}
