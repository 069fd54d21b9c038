package io.kubevert.coredns.plugin;

import io.kubevert.client.ControlPlane;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.xbill.DNS.Name;

/**
 * What a plugin is set up with.
 *
 * @param vertx whose event loops the server lives on
 * @param zones the zones of the server block
 * @param site the node that it runs on
 * @param block what the plugin may ask of its own server block
 * @param resolver asks this server itself, all blocks of it, as to follow a CNAME
 * @param shared what all blocks have in common
 * @param readiness of all blocks
 */
public record ServerContext(
    Vertx vertx,
    ControlPlane controlPlane,
    List<Name> zones,
    Site site,
    BlockSettings block,
    Handler resolver,
    Shared shared,
    Readiness readiness,
    InstantSource clock,
    RandomGenerator random) {

  /** What the log and the metrics call the server, as in {@code dns://:53}. */
  public String server() {
    return block.serverName();
  }
}
