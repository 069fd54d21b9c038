package io.kubevert.coredns;

import io.kubevert.client.ControlPlane;
import io.kubevert.coredns.corefile.CorefileParser;
import io.kubevert.coredns.corefile.CorefileSource;
import io.kubevert.coredns.corefile.ServerBlock;
import io.kubevert.coredns.plugin.Shared;
import io.kubevert.coredns.plugin.Site;
import io.kubevert.coredns.server.Assembler;
import io.kubevert.coredns.server.Assembly;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the Corefile and puts its plugins together.
 *
 * @param source read again each time
 * @param variables besides those of the process' environment
 */
record CorefileLoader(
    CorefileSource source,
    Map<String, String> variables,
    Vertx vertx,
    ControlPlane controlPlane,
    Site site,
    Shared shared) {

  /** Reads and parses on a worker thread. */
  Future<List<ServerBlock>> read() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putAll(variables);
    return vertx.executeBlocking(() -> CorefileParser.parse(source, environment), false);
  }

  Assembly assemble(List<ServerBlock> blocks) {
    return Assembler.assemble(blocks, vertx, controlPlane, site, shared, InstantSource.system());
  }
}
