package io.kubevert.coredns.server;

import io.kubevert.coredns.plugin.HostAndPort;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.Readiness;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Everything that one Corefile asks for, put together and not yet running.
 *
 * @param tables which chains answer at which address
 * @param pages HTTP pages by address and path
 * @param plugins all of them, in the order in which they start
 * @param readiness of all of them
 * @param reloadInterval how often to look for a changed Corefile
 * @param lameduck how long to go on answering after the order to stop
 */
public record Assembly(
    Map<HostAndPort, ZoneTable> tables,
    Map<HostAndPort, Map<String, Consumer<HttpServerRequest>>> pages,
    List<Plugin> plugins,
    Readiness readiness,
    Optional<Duration> reloadInterval,
    Duration lameduck) {

  /** Starts the plugins, all at the same time. */
  public Future<Void> start() {
    return Future.join(plugins.stream().map(Plugin::start).toList()).mapEmpty();
  }

  public Future<Void> stop() {
    return Future.join(plugins.stream().map(Plugin::stop).toList()).mapEmpty();
  }
}
