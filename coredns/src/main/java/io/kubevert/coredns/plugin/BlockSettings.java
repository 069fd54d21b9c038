package io.kubevert.coredns.plugin;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the plugins of a server block ask for besides their place in the chain. */
public final class BlockSettings {
  private final String scheme;
  private final int port;
  private final List<String> listenHosts = new ArrayList<>();
  private final List<Page> pages = new ArrayList<>();
  private final List<Object> offers = new ArrayList<>();
  private boolean otherClasses;
  private boolean transfers;
  private Optional<ServerSSLOptions> tls = Optional.empty();
  private Optional<Duration> reloadInterval = Optional.empty();
  private Duration lameduck = Duration.ZERO;

  /** A page over HTTP. */
  public record Page(HostAndPort address, String path, Consumer<HttpServerRequest> handler) {}

  /**
   * @param port that the server block's keys name
   */
  public BlockSettings(int port) {
    this("dns://", port);
  }

  /**
   * @param scheme {@code dns://}, {@code tls://} or {@code https://}
   * @param port that the server block's keys name
   */
  public BlockSettings(String scheme, int port) {
    this.scheme = scheme;
    this.port = port;
  }

  /** As in {@code dns://:53}, or with the first address that was asked for. */
  public String serverName() {
    return listenHosts.isEmpty()
        ? scheme + ":" + port
        : scheme + new HostAndPort(listenHosts.getFirst(), port);
  }

  /** Listens on this address, and no longer on those of the site. */
  public void listenOn(String host) {
    if (!listenHosts.contains(host)) {
      listenHosts.add(host);
    }
  }

  public List<String> listenHosts() {
    return List.copyOf(listenHosts);
  }

  /** Serves a page; the same page asked for by several blocks is the first one's. */
  public void page(HostAndPort address, String path, Consumer<HttpServerRequest> handler) {
    pages.add(new Page(address, path, handler));
  }

  public List<Page> pages() {
    return List.copyOf(pages);
  }

  /** Offers something to the block's other plugins, as its zones to a transfer. */
  public void offer(Object part) {
    offers.add(part);
  }

  /**
   * What the block's plugins offer of a type; complete once all of them are set up, so asked for
   * when a question comes.
   */
  public <T> List<T> offered(Class<T> type) {
    return offers.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** By what certificate the block is served, if its keys ask for TLS. */
  public void secureBy(ServerSSLOptions options) {
    tls = Optional.of(options);
  }

  public Optional<ServerSSLOptions> tls() {
    return tls;
  }

  /** Takes questions of other classes than IN, which are REFUSED otherwise. */
  public void acceptOtherClasses() {
    otherClasses = true;
  }

  /** Takes questions for whole zones, which are REFUSED otherwise. */
  public void acceptTransfers() {
    transfers = true;
  }

  public boolean transfers() {
    return transfers;
  }

  public boolean otherClasses() {
    return otherClasses;
  }

  /** Looks for a changed Corefile this often. */
  public void reloadEvery(Duration interval) {
    reloadInterval = Optional.of(interval);
  }

  public Optional<Duration> reloadInterval() {
    return reloadInterval;
  }

  /** Goes on to answer for this long once the server was told to stop. */
  public void lameduck(Duration duration) {
    lameduck = duration;
  }

  public Duration lameduck() {
    return lameduck;
  }
}
