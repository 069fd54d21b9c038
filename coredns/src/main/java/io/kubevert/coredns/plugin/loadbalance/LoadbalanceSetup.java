package io.kubevert.coredns.plugin.loadbalance;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import java.util.List;

/** Reads {@code loadbalance [round_robin]}. */
public final class LoadbalanceSetup {
  private LoadbalanceSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    Directive directive = directives.getFirst().arguments(0, 1).withoutBlock();
    directive
        .argument(0)
        .filter(policy -> !policy.text().equals("round_robin"))
        .ifPresent(
            policy -> {
              throw policy.fault("the policy is round_robin");
            });
    return new Loadbalance();
  }
}
