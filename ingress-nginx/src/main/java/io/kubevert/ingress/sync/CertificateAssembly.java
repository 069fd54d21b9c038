package io.kubevert.ingress.sync;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.annotation.Problem;
import io.kubevert.ingress.metrics.HostCertificate;
import io.kubevert.ingress.tls.Certificates;
import io.kubevert.ingress.tls.CipherPreference;
import io.kubevert.ingress.tls.ServerCertificate;
import io.kubevert.ingress.translate.IngressTranslation;
import io.kubevert.ingress.watch.Ingress;
import io.kubevert.ingress.watch.Secret;
import io.vertx.core.Vertx;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the certificates of all Ingresses together. A Secret is parsed once for each of its
 * versions; where two Ingresses name a host, the older one's certificate is taken.
 */
final class CertificateAssembly {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateAssembly.class);
  private static final String TLS_TYPE = "kubernetes.io/tls";

  /** As ingress-nginx's metrics call it. */
  private static final String ANY_HOST = "_";

  private final Vertx vertx;
  private final DefaultCertificate fallback;
  private final Function<ObjectKey, Optional<Secret>> secrets;
  private final BiConsumer<ObjectKey, Problem> problems;
  private Map<ObjectKey, Parsed> parsed = new HashMap<>();
  private volatile List<HostCertificate> served = List.of();

  private record Parsed(Secret secret, Optional<ServerCertificate> certificate, String fault) {}

  /**
   * @param fallback for hosts that have none
   * @param problems is told of each certificate that an Ingress cannot have
   */
  CertificateAssembly(
      Vertx vertx,
      DefaultCertificate fallback,
      Function<ObjectKey, Optional<Secret>> secrets,
      BiConsumer<ObjectKey, Problem> problems) {
    this.vertx = vertx;
    this.fallback = fallback;
    this.secrets = secrets;
    this.problems = problems;
  }

  /**
   * @param translations the oldest first
   */
  Certificates assemble(List<IngressTranslation> translations) {
    Map<ObjectKey, Parsed> used = new HashMap<>();
    Map<String, ServerCertificate> byHost = new HashMap<>();
    List<HostCertificate> covered = new ArrayList<>();
    for (IngressTranslation translation : translations) {
      for (Ingress.Tls tls : translation.certificates()) {
        if (!tls.secretName().isEmpty()) {
          ObjectKey key = new ObjectKey(translation.key().namespace(), tls.secretName());
          Parsed found = used.computeIfAbsent(key, this::parse);
          found.certificate.ifPresentOrElse(
              certificate -> cover(translation, tls, key, certificate, byHost, covered),
              () -> fault(translation.key(), key, found.fault));
        }
      }
    }
    ServerCertificate otherwise =
        fallback
            .secret()
            .flatMap(key -> serveByDefault(key, used, covered))
            .orElse(fallback.fake());
    parsed = used;
    served = List.copyOf(covered);
    Set<String> asking =
        translations.stream()
            .filter(IngressTranslation::asksClients)
            .flatMap(translation -> translation.allHosts().stream())
            .collect(Collectors.toSet());
    Map<String, CipherPreference> ciphers = new HashMap<>();
    for (IngressTranslation translation : translations) {
      translation
          .ciphers()
          .ifPresent(
              suites -> translation.allHosts().forEach(host -> ciphers.putIfAbsent(host, suites)));
    }
    return new Certificates(byHost, otherwise, asking, ciphers);
  }

  private Optional<ServerCertificate> serveByDefault(
      ObjectKey key, Map<ObjectKey, Parsed> used, List<HostCertificate> covered) {
    Parsed found = used.computeIfAbsent(key, this::parse);
    found.certificate.ifPresentOrElse(
        certificate ->
            covered.add(
                new HostCertificate(
                    ANY_HOST, key, certificate.id(), certificate.chain().getFirst())),
        () ->
            LOG.atWarn()
                .addKeyValue("secret", key)
                .addKeyValue("fault", found.fault)
                .log("the default certificate cannot be served; the fake one is"));
    return found.certificate;
  }

  private void cover(
      IngressTranslation translation,
      Ingress.Tls tls,
      ObjectKey secret,
      ServerCertificate certificate,
      Map<String, ServerCertificate> byHost,
      List<HostCertificate> covered) {
    Set<String> hosts = new LinkedHashSet<>(tls.hosts());
    if (hosts.isEmpty()) {
      hosts.addAll(translation.hosts().keySet());
    }
    hosts.addAll(translation.aliases().keySet());
    for (String host : hosts) {
      if (certificate.covers(host)) {
        if (byHost.putIfAbsent(host, certificate) == null) {
          covered.add(
              new HostCertificate(host, secret, certificate.id(), certificate.chain().getFirst()));
        }
      } else if (tls.hosts().contains(host)) {
        fault(translation.key(), secret, "its certificate is not for host " + host);
      }
    }
  }

  /** Which certificate each host is served with; may be asked for from anywhere. */
  List<HostCertificate> served() {
    return served;
  }

  private Parsed parse(ObjectKey key) {
    Optional<Secret> secret = secrets.apply(key);
    if (secret.isEmpty()) {
      return new Parsed(null, Optional.empty(), "it does not exist");
    }
    Parsed old = parsed.get(key);
    if (old != null && old.secret == secret.get()) {
      return old;
    }
    return parse(secret.get());
  }

  private Parsed parse(Secret secret) {
    byte[] chain = secret.data().get("tls.crt");
    byte[] key = secret.data().get("tls.key");
    if (!secret.type().equals(TLS_TYPE) || chain == null || key == null) {
      return new Parsed(
          secret, Optional.empty(), "it is not of type " + TLS_TYPE + " with tls.crt and tls.key");
    }
    try {
      return new Parsed(secret, Optional.of(ServerCertificate.parse(vertx, chain, key)), "");
    } catch (GeneralSecurityException e) {
      return new Parsed(secret, Optional.empty(), e.getMessage());
    }
  }

  private void fault(ObjectKey ingress, ObjectKey secret, String fault) {
    problems.accept(
        ingress,
        new Problem(
            "CertificateUnusable",
            secret.name(),
            "Secret " + secret + ": " + fault + "; the fake certificate is served"));
  }
}
