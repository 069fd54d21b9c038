package io.kubevert.ingress.proxy;

import io.kubevert.ingress.exchange.Exchange.Client;
import io.kubevert.ingress.option.ForwardedHeaders;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;

/**
 * Who the client is: whoever connected, or whom a proxy names that is believed ({@code
 * use-forwarded-headers}).
 */
final class ClientIdentity {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private ClientIdentity() {}

  /**
   * @param connected what is known of the connection itself
   */
  static Client of(HttpServerRequest request, Client connected, ForwardedHeaders options) {
    if (!options.believes(connected.address())) {
      return connected;
    }
    String chain = request.getHeader(options.header());
    String address = chain == null ? connected.address() : first(chain, connected, options);
    boolean secure = secure(request, connected);
    return new Client(address, secure, port(request, connected, secure));
  }

  /** The last address that no believed proxy has; the first one when all of them have. */
  private static String first(String chain, Client connected, ForwardedHeaders options) {
    String address = connected.address();
    String[] hops = chain.split(",");
    for (int i = hops.length - 1; i >= 0 && options.believes(address); i--) {
      String hop = hops[i].strip();
      if (NetUtil.createByteArrayFromIpAddressString(hop) == null) {
        return address;
      }
      address = hop;
    }
    return address;
  }

  private static boolean secure(HttpServerRequest request, Client connected) {
    String scheme = request.getHeader("x-forwarded-proto");
    return scheme == null ? connected.secure() : scheme.equalsIgnoreCase("https");
  }

  private static int port(HttpServerRequest request, Client connected, boolean secure) {
    String port = request.getHeader("x-forwarded-port");
    if (port != null && port.matches("\\d{1,5}")) {
      return Integer.parseInt(port);
    }
    return secure == connected.secure() ? connected.port() : secure ? HTTPS : HTTP;
  }
}
