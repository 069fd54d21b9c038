package io.kubevert.ingress.feature.limit;

import io.kubevert.ingress.annotation.AddressRange;
import io.kubevert.ingress.annotation.Annotations;
import io.netty.util.NetUtil;
import java.util.List;

/** {@code limit-whitelist}: addresses that no limit is about. */
record ExemptAddresses(List<AddressRange> ranges) {

  static ExemptAddresses read(Annotations annotations) {
    return new ExemptAddresses(annotations.ranges("limit-whitelist"));
  }

  boolean contains(String client) {
    if (ranges.isEmpty()) {
      return false;
    }
    byte[] address = NetUtil.createByteArrayFromIpAddressString(client);
    return address != null && ranges.stream().anyMatch(range -> range.contains(address));
  }
}
