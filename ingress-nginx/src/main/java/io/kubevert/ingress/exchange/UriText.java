package io.kubevert.ingress.exchange;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Texts on their way into a URI. */
public final class UriText {

  private UriText() {}

  /** Makes a text a value of a query: everything but unreserved characters escaped (RFC 3986). */
  public static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
