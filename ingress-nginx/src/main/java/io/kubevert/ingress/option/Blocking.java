package io.kubevert.ingress.option;

import io.kubevert.ingress.annotation.AddressRange;
import io.kubevert.ingress.annotation.Annotations;
import java.util.List;
import java.util.regex.Pattern;

/** {@code block-cidrs}, {@code block-user-agents} and {@code block-referers}: answered 403. */
public record Blocking(
    List<AddressRange> addresses, List<Pattern> userAgents, List<Pattern> referers) {

  static Blocking read(Annotations values) {
    return new Blocking(
        values.ranges("block-cidrs"),
        Expressions.read(values, "block-user-agents"),
        Expressions.read(values, "block-referers"));
  }

  public boolean isEmpty() {
    return addresses.isEmpty() && userAgents.isEmpty() && referers.isEmpty();
  }
}
