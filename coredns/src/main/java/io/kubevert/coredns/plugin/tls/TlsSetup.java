package io.kubevert.coredns.plugin.tls;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.kubevert.coredns.plugin.TlsFiles;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.ServerSSLOptions;
import java.util.List;

/** Reads {@code tls CERT KEY [CA] { client_auth MODE }}. */
public final class TlsSetup {
  private TlsSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    if (directives.size() > 1) {
      throw directives.get(1).name().fault("only one in a server block");
    }
    Directive directive = directives.getFirst().arguments(2, 3);
    TlsFiles files = new TlsFiles(context.site().directory());
    ServerSSLOptions options =
        new ServerSSLOptions()
            .setKeyCertOptions(
                files.identity(directive.arguments().get(0), directive.arguments().get(1)));
    directive.argument(2).ifPresent(token -> options.setTrustOptions(files.authorities(token)));
    for (Directive property : directive.block()) {
      if (!property.word().equals("client_auth")) {
        throw directive.unknownProperty(property);
      }
      options.setClientAuth(clientAuth(property.onlyArgument(), directive));
    }
    context.block().secureBy(options);
    return new Tls();
  }

  private static ClientAuth clientAuth(Token mode, Directive directive) {
    ClientAuth auth =
        switch (mode.text()) {
          case "nocert" -> ClientAuth.NONE;
          case "request", "verify_if_given" -> ClientAuth.REQUEST;
          case "require", "require_and_verify" -> ClientAuth.REQUIRED;
          default ->
              throw mode.fault("nocert, request, verify_if_given, require or require_and_verify");
        };
    if (auth != ClientAuth.NONE && directive.argument(2).isEmpty()) {
      throw mode.fault("needs a file with those who sign clients' certificates");
    }
    return auth;
  }

  /** Does its work during the set-up. */
  private record Tls() implements Plugin {}
}
