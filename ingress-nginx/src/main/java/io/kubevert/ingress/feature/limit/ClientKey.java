package io.kubevert.ingress.feature.limit;

import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.exchange.Variables;
import io.kubevert.ingress.feature.IngressScope;
import java.util.Optional;

/**
 * What tells one client from another for a limit: its address, or what {@code
 * limit-conn-zone-variable} says. Of no limit's concern are clients for whom that is empty, and the
 * addresses of {@code limit-whitelist}.
 */
record ClientKey(Optional<String> text, ExemptAddresses exempt) {

  static ClientKey read(IngressScope scope) {
    return new ClientKey(
        scope.options().limits().client(), ExemptAddresses.read(scope.annotations()));
  }

  /** Empty for one that is not limited. */
  Optional<String> of(Exchange exchange) {
    String address = exchange.client().address();
    if (exempt.contains(address)) {
      return Optional.empty();
    }
    return text.isEmpty()
        ? Optional.of(address)
        : Optional.of(Variables.expand(text.get(), exchange)).filter(key -> !key.isEmpty());
  }
}
