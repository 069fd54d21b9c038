package io.kubevert.ingress.metrics;

import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When certificates end, and what they are. */
final class CertificateMetrics {
  private static final String[] EXPIRY = {"class", "host", "namespace", "secret_name"};
  private static final String[] INFO = {
    "class",
    "host",
    "identifier",
    "issuer_common_name",
    "issuer_organization",
    "namespace",
    "public_key_algorithm",
    "secret_name",
    "serial_number"
  };
  private static final Pattern COMMON_NAME = Pattern.compile("(?:^|,)CN=([^,]*)");
  private static final Pattern ORGANIZATION = Pattern.compile("(?:^|,)O=([^,]*)");

  private CertificateMetrics() {}

  static void register(
      MetricFactory metrics, String className, Supplier<List<HostCertificate>> certificates) {
    metrics.observed(
        "ssl_expire_time_seconds",
        "When a certificate ends, in seconds since 1970",
        EXPIRY,
        () ->
            collect(
                certificates,
                each ->
                    List.of(
                        className, each.host(), each.secret().namespace(), each.secret().name()),
                each -> each.leaf().getNotAfter().getTime() / 1e3));
    metrics.info(
        "ssl_certificate",
        "What a certificate is",
        INFO,
        () -> collect(certificates, each -> info(className, each), each -> 1.0).keySet());
  }

  private static Map<List<String>, Double> collect(
      Supplier<List<HostCertificate>> certificates,
      Function<HostCertificate, List<String>> labels,
      Function<HostCertificate, Double> value) {
    Map<List<String>, Double> values = new HashMap<>();
    certificates.get().forEach(each -> values.put(labels.apply(each), value.apply(each)));
    return values;
  }

  private static List<String> info(String className, HostCertificate each) {
    X509Certificate leaf = each.leaf();
    String issuer = leaf.getIssuerX500Principal().getName();
    return List.of(
        className,
        each.host(),
        each.identifier(),
        part(COMMON_NAME, issuer),
        part(ORGANIZATION, issuer),
        each.secret().namespace(),
        leaf.getPublicKey().getAlgorithm(),
        each.secret().name(),
        leaf.getSerialNumber().toString());
  }

  private static String part(Pattern pattern, String name) {
    Matcher matcher = pattern.matcher(name);
    return matcher.find() ? matcher.group(1) : "";
  }
}
