package io.kubevert.ingress.option;

import io.kubevert.ingress.annotation.AddressRange;
import io.kubevert.ingress.annotation.Annotations;
import io.netty.util.NetUtil;
import java.util.List;
import java.util.Optional;

/**
 * {@code use-forwarded-headers} and what belongs to it: whether a proxy in front is believed about
 * the client.
 *
 * @param trusted whether {@code X-Forwarded-*} of a request are believed
 * @param header which one carries the addresses ({@code forwarded-for-header})
 * @param whole whether the backend gets the whole chain ({@code compute-full-forwarded-for})
 * @param proxies those who are believed ({@code proxy-real-ip-cidr}); empty for all
 */
public record ForwardedHeaders(
    boolean trusted, String header, boolean whole, List<AddressRange> proxies) {

  static ForwardedHeaders read(Annotations values) {
    boolean trusted =
        values.flag("use-forwarded-headers", false) | values.flag("enable-real-ip", false);
    return new ForwardedHeaders(
        trusted,
        values
            .parsed(
                "forwarded-for-header",
                text -> text.matches("[A-Za-z0-9-]{1,64}") ? Optional.of(text) : Optional.empty(),
                "the name of a header")
            .orElse("X-Forwarded-For"),
        values.flag("compute-full-forwarded-for", false),
        values.ranges("proxy-real-ip-cidr"));
  }

  /** Whether what this address says about others is believed. */
  public boolean believes(String address) {
    if (!trusted) {
      return false;
    }
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    return bytes != null
        && (proxies.isEmpty() || proxies.stream().anyMatch(range -> range.contains(bytes)));
  }
}
