package io.kubevert.ingress.balancer;

import io.kubevert.ingress.route.BoundedText;
import java.util.regex.Pattern;

/**
 * Browsers that take {@code SameSite=None} for {@code Strict}, or refuse a cookie with it; they get
 * the cookie without.
 */
final class SameSite {
  private static final Pattern INCOMPATIBLE =
      Pattern.compile(
          "\\(iP.+; CPU .*OS 12_\\d"
              + "|\\(Macintosh;.*Mac OS X 10_14_\\d.*Version/.*Safari"
              + "|\\(Macintosh;.*Mac OS X 10_14_\\d\\) AppleWebKit/[.\\d]+ \\(KHTML, like Gecko\\)$"
              + "|Chrom(?:e|ium)/(?:5[1-9]|6[0-6])\\."
              + "|UCBrowser/(?:[1-9]|1[01]|12\\.(?:[0-9]|1[0-2]|13\\.[01]))\\.");

  private SameSite() {}

  /** Whether a browser knows {@code None}. */
  static boolean knowsNone(String userAgent) {
    return userAgent == null || BoundedText.find(INCOMPATIBLE, userAgent).isEmpty();
  }
}
