package io.kubevert.coredns.corefile;

import java.util.List;

/**
 * One server block.
 *
 * @param keys the zones it serves, as written: {@code cluster.local:53}
 */
public record ServerBlock(List<Token> keys, List<Directive> directives) {

  public ServerBlock {
    keys = List.copyOf(keys);
    directives = List.copyOf(directives);
  }
}
