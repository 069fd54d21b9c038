package io.kubevert.kubeproxy.nftables;

import java.util.List;

/**
 * A chain and its rules.
 *
 * @param hook where the kernel calls it, as in {@code type nat hook output priority dstnat}; empty
 *     for a chain that others go to
 */
public record Chain(String name, String hook, List<String> rules) {

  public Chain {
    rules = List.copyOf(rules);
  }

  /** A chain that others go to. */
  public static Chain of(String name, String... rules) {
    return new Chain(name, "", List.of(rules));
  }

  /** A chain that the kernel calls. */
  public static Chain hooked(String name, String hook, String... rules) {
    return new Chain(name, hook, List.of(rules));
  }
}
