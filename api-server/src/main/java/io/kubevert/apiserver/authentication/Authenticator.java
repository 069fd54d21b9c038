package io.kubevert.apiserver.authentication;

import io.kubevert.apiserver.pki.ClusterPki;
import io.kubevert.apiserver.pki.Identity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Knows the cluster's components by token, ServiceAccounts by theirs, and everybody whom the
 * cluster's authority signed for.
 */
public final class Authenticator {
  private static final String BEARER = "Bearer ";

  /** By digest, so that how long a look-up takes tells nothing about a token. */
  private final Map<String, User> byToken;

  private final ServiceAccounts accounts;

  private Authenticator(Map<String, User> byToken, ServiceAccounts accounts) {
    this.byToken = byToken;
    this.accounts = accounts;
  }

  /** Those who are known by tokens that the cluster has signed. */
  @FunctionalInterface
  public interface ServiceAccounts {
    Optional<User> find(String token);
  }

  /** The components' own users, by token. Blocks. */
  public static Map<String, User> components(ClusterPki pki) throws IOException {
    Map<String, User> byToken = new HashMap<>();
    for (Identity identity : pki.identities()) {
      byToken.put(
          digest(pki.token(identity.directory())),
          User.authenticated(identity.user(), identity.groups()));
    }
    return Map.copyOf(byToken);
  }

  /**
   * @param components what {@link #components} has read
   */
  public static Authenticator of(Map<String, User> components, ServiceAccounts accounts) {
    return new Authenticator(components, accounts);
  }

  /**
   * The user of an {@code Authorization} header; empty when the header names nobody known.
   *
   * @param header null when there is none, which makes the user anonymous
   */
  public Optional<User> byHeader(String header) {
    if (header == null || header.isEmpty()) {
      return Optional.of(User.ANONYMOUS);
    }
    return header.startsWith(BEARER)
        ? byToken(header.substring(BEARER.length()).strip())
        : Optional.empty();
  }

  private Optional<User> byToken(String token) {
    return component(token).or(() -> accounts.find(token));
  }

  /** The component that has a token. */
  public Optional<User> component(String token) {
    return Optional.ofNullable(byToken.get(digest(token)));
  }

  /** The user of a certificate that the connection has verified: CN is the name, O the groups. */
  public static Optional<User> byCertificate(X509Certificate certificate) {
    String name = "";
    List<String> groups = new ArrayList<>();
    try {
      for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        switch (part.getType()) {
          case "CN" -> name = part.getValue().toString();
          case "O" -> groups.add(part.getValue().toString());
          default -> {}
        }
      }
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
    return name.isEmpty() ? Optional.empty() : Optional.of(User.authenticated(name, groups));
  }

  private static String digest(String token) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
