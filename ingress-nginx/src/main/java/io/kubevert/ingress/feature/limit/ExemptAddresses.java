package io.kubevert.ingress.feature.limit;

import io.kubevert.ingress.annotation.AddressRange;
import io.kubevert.ingress.annotation.Annotations;
import io.netty.util.NetUtil;
import java.util.List;
import java.util.stream.Stream;

/** {@code limit-whitelist} (also {@code limit-allowlist}): addresses that no limit is about. */
record ExemptAddresses(List<AddressRange> ranges) {

  static ExemptAddresses read(Annotations annotations) {
    return new ExemptAddresses(
        Stream.of("limit-whitelist", "limit-allowlist")
            .flatMap(name -> annotations.ranges(name).stream())
            .toList());
  }

  boolean contains(String client) {
    if (ranges.isEmpty()) {
      return false;
    }
    byte[] address = NetUtil.createByteArrayFromIpAddressString(client);
    return address != null && ranges.stream().anyMatch(range -> range.contains(address));
  }
}
