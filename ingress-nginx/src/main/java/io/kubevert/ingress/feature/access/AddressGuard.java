package io.kubevert.ingress.feature.access;

import io.kubevert.ingress.annotation.AddressRange;
import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code denylist-source-range} and {@code whitelist-source-range} (also {@code
 * allowlist-source-range}): others are answered 403.
 *
 * @param allowed empty for all, unless restricted
 * @param restricted whether there is a list of those allowed: one that cannot be read allows
 *     nobody, as an error must not open what was closed
 */
public record AddressGuard(
    List<AddressRange> denied, List<AddressRange> allowed, boolean restricted) implements Guard {
  private static final int FORBIDDEN = 403;

  public static Optional<Guard> read(Annotations annotations) {
    List<AddressRange> denied = annotations.ranges("denylist-source-range");
    List<AddressRange> allowed = new ArrayList<>(annotations.ranges("whitelist-source-range"));
    allowed.addAll(annotations.ranges("allowlist-source-range"));
    boolean restricted =
        annotations.text("whitelist-source-range").isPresent()
            || annotations.text("allowlist-source-range").isPresent();
    return denied.isEmpty() && !restricted
        ? Optional.empty()
        : Optional.of(new AddressGuard(denied, List.copyOf(allowed), restricted));
  }

  @Override
  public Future<Decision> decide(Exchange exchange) {
    byte[] address = NetUtil.createByteArrayFromIpAddressString(exchange.client().address());
    boolean passes =
        address != null
            && denied.stream().noneMatch(range -> range.contains(address))
            && (!restricted || allowed.stream().anyMatch(range -> range.contains(address)));
    return passes ? ADMITTED : Guard.refused(FORBIDDEN);
  }
}
