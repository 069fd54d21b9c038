package io.kubevert.ingress.feature.access;

import io.kubevert.ingress.annotation.AddressRange;
import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code denylist-source-range} and {@code whitelist-source-range} (also {@code
 * allowlist-source-range}): others are answered 403.
 *
 * @param allowed empty for all
 */
public record AddressFilter(List<AddressRange> denied, List<AddressRange> allowed)
    implements Filter {
  private static final int FORBIDDEN = 403;

  /** An allow-list that cannot be read allows nobody: an error must not open what was closed. */
  public static Optional<Filter> read(Annotations annotations) {
    List<AddressRange> denied = annotations.ranges("denylist-source-range");
    List<AddressRange> allowed = new ArrayList<>(annotations.ranges("whitelist-source-range"));
    allowed.addAll(annotations.ranges("allowlist-source-range"));
    boolean restricted =
        annotations.text("whitelist-source-range").isPresent()
            || annotations.text("allowlist-source-range").isPresent();
    if (restricted && allowed.isEmpty()) {
      return Optional.of(new Nobody());
    }
    return denied.isEmpty() && allowed.isEmpty()
        ? Optional.empty()
        : Optional.of(new AddressFilter(denied, List.copyOf(allowed)));
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    byte[] address = NetUtil.createByteArrayFromIpAddressString(exchange.client().address());
    boolean passes =
        address != null
            && denied.stream().noneMatch(range -> range.contains(address))
            && (allowed.isEmpty() || allowed.stream().anyMatch(range -> range.contains(address)));
    return passes ? PASS : exchange.answer(FORBIDDEN);
  }

  /** Answers everybody 403. */
  record Nobody() implements Filter {
    @Override
    public Future<Verdict> apply(Exchange exchange) {
      return exchange.answer(FORBIDDEN);
    }
  }
}
