package io.kubevert.ingress.tls;

import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.util.KeyManagerFactoryWrapper;
import io.netty.internal.tcnative.SSL;
import io.vertx.core.net.KeyCertOptions;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Chooses the certificate of each handshake by the server name that the client indicates (RFC 6066,
 * 3). A new set of certificates counts from the next handshake on; one under way finishes with what
 * it began with. The name decides, too, whether the client is asked for a certificate: OpenSSL's
 * engine asks before it has sent anything. Safe for use by several event loops.
 */
public final class SniKeyManager extends X509ExtendedKeyManager {
  /** Of those that are no longer served some kilobytes stay, so there is an end to it. */
  private static final int MOST_READ = 4_096;

  private final Sessions sessions = new Sessions(System::nanoTime);
  private final Function<String, Optional<byte[]>> staples;
  private final Supplier<HandshakeRules> rules;
  private final Predicate<String> served;
  private volatile State state;

  /** Aliases of the set before are known, too: a handshake may have chosen one of them. */
  private record State(Certificates certificates, Map<String, ServerCertificate> byAlias) {}

  /**
   * @param staples what is sent along with a certificate, by its id; asked during a handshake
   * @param rules for the handshakes of all hosts
   * @param served whether there is such a host, in lower case
   */
  public SniKeyManager(
      Certificates certificates,
      Function<String, Optional<byte[]>> staples,
      Supplier<HandshakeRules> rules,
      Predicate<String> served) {
    this.staples = staples;
    this.rules = rules;
    this.served = served;
    this.state = new State(certificates, certificates.byId());
  }

  /**
   * For a server's options. BoringSSL reads a chain and its key once, not for each handshake: an
   * alias never stands for others.
   */
  public KeyCertOptions options() {
    return KeyCertOptions.wrap(
        new OpenSslCachingX509KeyManagerFactory(new KeyManagerFactoryWrapper(this), MOST_READ));
  }

  /** Replaces all certificates. */
  public void replace(Certificates certificates) {
    Map<String, ServerCertificate> byAlias = new HashMap<>(state.certificates.byId());
    byAlias.putAll(certificates.byId());
    boolean asksOthers = !certificates.asking().equals(state.certificates.asking());
    state = new State(certificates, byAlias);
    if (asksOthers) {
      sessions.renew();
    }
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    sessions.note(engine, rules.get().sessions());
    String host = indicatedName(engine.getHandshakeSession());
    if (rules.get().knownHostsOnly() && !served.test(host)) {
      return null;
    }
    rules.get().applyTo(engine);
    state
        .certificates
        .ciphers(host)
        .or(rules.get()::ciphers)
        .ifPresent(preference -> preference.applyTo(engine));
    if (state.certificates.asks(host)) {
      engine.setWantClientAuth(true);
    }
    ServerCertificate certificate = state.certificates.find(host);
    if (!keyType.equals(certificate.key().getAlgorithm())) {
      return null;
    }
    staple(certificate, engine);
    return certificate.id();
  }

  /** BoringSSL sends it to clients that ask; its context needs no telling, as Netty's would. */
  private void staple(ServerCertificate certificate, SSLEngine engine) {
    if (engine instanceof ReferenceCountedOpenSslEngine handshaking) {
      staples
          .apply(certificate.id())
          .ifPresent(answer -> SSL.setOcspResponse(handshaking.sslPointer(), answer));
    }
  }

  /**
   * Whether the handshake was for a host whose clients are not asked for a certificate, while those
   * of the host that is asked for now are.
   *
   * @param host in lower case
   */
  public boolean isMisdirected(SSLSession session, String host) {
    Certificates certificates = state.certificates;
    if (!certificates.asks(host)) {
      return false;
    }
    String indicated = indicatedName(session);
    return !indicated.isEmpty() && !certificates.asks(indicated);
  }

  private static String indicatedName(SSLSession session) {
    if (session instanceof ExtendedSSLSession extended) {
      List<SNIServerName> names = extended.getRequestedServerNames();
      for (SNIServerName name : names) {
        if (name instanceof SNIHostName host) {
          return host.getAsciiName().toLowerCase(Locale.ROOT);
        }
      }
    }
    return "";
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    ServerCertificate certificate = state.byAlias.get(alias);
    return certificate == null ? null : certificate.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    ServerCertificate certificate = state.byAlias.get(alias);
    return certificate == null ? null : certificate.key();
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return state.byAlias.keySet().toArray(String[]::new);
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return null;
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return null;
  }

  @Override
  public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return null;
  }
}
