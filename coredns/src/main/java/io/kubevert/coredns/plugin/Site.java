package io.kubevert.coredns.plugin;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a server runs.
 *
 * @param node the node's name
 * @param listenHosts where a server block without {@code bind} listens
 * @param pageHost where an HTTP page listens whose address names no host
 * @param directory what relative file names start from
 */
public record Site(String node, List<String> listenHosts, String pageHost, Path directory) {
  public Site {
    listenHosts = List.copyOf(listenHosts);
  }
}
