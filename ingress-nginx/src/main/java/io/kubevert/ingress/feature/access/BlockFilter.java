package io.kubevert.ingress.feature.access;

import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Filter;
import io.kubevert.ingress.option.Blocking;
import io.kubevert.ingress.route.BoundedText;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Answers 403 to whom the controller's options block. */
public record BlockFilter(Blocking blocking) implements Filter {
  private static final int FORBIDDEN = 403;

  public static Optional<Filter> of(Blocking blocking) {
    return blocking.isEmpty() ? Optional.empty() : Optional.of(new BlockFilter(blocking));
  }

  @Override
  public Future<Verdict> apply(Exchange exchange) {
    byte[] address = NetUtil.createByteArrayFromIpAddressString(exchange.client().address());
    boolean blocked =
        (address != null
                && blocking.addresses().stream().anyMatch(range -> range.contains(address)))
            || isFound(blocking.userAgents(), exchange.request().getHeader("user-agent"))
            || isFound(blocking.referers(), exchange.request().getHeader("referer"));
    return blocked ? exchange.answer(FORBIDDEN) : PASS;
  }

  private static boolean isFound(List<Pattern> patterns, String text) {
    return text != null
        && patterns.stream().anyMatch(pattern -> BoundedText.find(pattern, text).isPresent());
  }
}
