package io.kubevert.ingress.option;

import io.kubevert.ingress.annotation.Annotations;

/**
 * Which of a client's headers backends are sent, and what is added to them.
 *
 * @param underscores whether names may have underscores ({@code enable-underscores-in-headers}):
 *     many programs take {@code X_Real_IP} for {@code X-Real-IP}, which only a proxy ought to set
 * @param unusual whether names of other signs than letters, digits and hyphens pass ({@code
 *     ignore-invalid-headers} off)
 * @param originalUri whether {@code X-Original-URI} is added ({@code
 *     proxy-add-original-uri-header})
 * @param identified whether a request that has no {@code X-Request-ID} gets one ({@code
 *     generate-request-id})
 */
public record RequestHeaders(
    boolean underscores, boolean unusual, boolean originalUri, boolean identified) {

  static RequestHeaders read(Annotations values) {
    return new RequestHeaders(
        values.flag("enable-underscores-in-headers", false),
        !values.flag("ignore-invalid-headers", true),
        values.flag("proxy-add-original-uri-header", false),
        values.flag("generate-request-id", true));
  }

  /** Whether a header of that name is passed on. */
  public boolean pass(CharSequence name) {
    if (unusual) {
      return true;
    }
    for (int i = 0; i < name.length(); i++) {
      char sign = name.charAt(i);
      boolean letter = sign >= 'a' && sign <= 'z' || sign >= 'A' && sign <= 'Z';
      boolean usual = letter || sign == '-' || sign >= '0' && sign <= '9';
      if (!usual && !(underscores && sign == '_')) {
        return false;
      }
    }
    return true;
  }
}
