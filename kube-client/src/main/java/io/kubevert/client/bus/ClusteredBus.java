package io.kubevert.client.bus;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;
import io.kubevert.client.request.ApiRequest;
import io.kubevert.client.request.ApiResponse;
import io.kubevert.client.request.WatchEvent;
import io.kubevert.client.tls.KeysInMemory;
import io.kubevert.client.tls.TlsIdentity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.nio.file.Path;

/** Starts the Vert.x instance that a process speaks to the other components with. */
public final class ClusteredBus {
  private static final String CLUSTER_NAME = "kubevert";

  private ClusteredBus() {}

  /**
   * Joins the bus, or founds it when no member answers.
   *
   * @param vertxOptions settings of the instance itself; its event-bus options are replaced
   */
  public static Future<Vertx> start(BusOptions options, VertxOptions vertxOptions) {
    EventBusOptions busOptions =
        new EventBusOptions().setHost(options.host()).setPort(options.busPort());
    KeysInMemory.hashOnce();
    try {
      if (options.tls().isPresent()) {
        secure(busOptions, options.tls().get());
      }
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
    return Vertx.builder()
        .with(vertxOptions.setEventBusOptions(busOptions))
        .withClusterManager(new HazelcastClusterManager(hazelcast(options)))
        .buildClustered()
        .onSuccess(vertx -> registerCodecs(vertx.eventBus()));
  }

  /** Registers the codecs of the API's messages; done once for each Vert.x instance. */
  public static void registerCodecs(EventBus bus) {
    bus.registerDefaultCodec(ApiRequest.class, new ApiRequestCodec());
    bus.registerDefaultCodec(ApiResponse.class, new ApiResponseCodec());
    bus.registerDefaultCodec(WatchEvent.class, new WatchEventCodec());
  }

  /** Without its second compiler, the JVM's own ciphers are slow. */
  private static void secure(EventBusOptions bus, Path directory) throws IOException {
    bus.setSsl(true)
        .setSslEngineOptions(
            OpenSSLEngineOptions.isAvailable()
                ? new OpenSSLEngineOptions()
                : new JdkSSLEngineOptions())
        .setKeyCertOptions(TlsIdentity.read(directory))
        .setTrustOptions(new PemTrustOptions().addCertPath(directory.resolve("ca.crt").toString()))
        .setClientAuth(ClientAuth.REQUIRED);
  }

  private static Config hazelcast(BusOptions options) {
    Config config = new Config();
    config.setClusterName(CLUSTER_NAME);
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.wait.seconds.before.join", "0");
    config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
    config.setProperty("hazelcast.max.no.heartbeat.seconds", "5");
    config.setProperty("hazelcast.merge.first.run.delay.seconds", "5");
    config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
    config.setProperty("hazelcast.operation.thread.count", "2");
    config.setProperty("hazelcast.operation.generic.thread.count", "2");
    config.setProperty("hazelcast.event.thread.count", "1");
    config.setProperty("hazelcast.io.thread.count", "1");
    config.setProperty("hazelcast.partition.count", "31");
    config.getJetConfig().setEnabled(false);
    config.getMetricsConfig().setEnabled(false);
    config.addMultiMapConfig(new MultiMapConfig("__vertx.subs").setBackupCount(1));
    config.getMapConfig("__vertx.nodeInfo").setBackupCount(1);
    listen(config.getNetworkConfig(), options);
    return config;
  }

  private static void listen(NetworkConfig network, BusOptions options) {
    network.setPort(options.memberPort()).setPortAutoIncrement(false);
    network.getInterfaces().setEnabled(true).addInterface(options.host());
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig()
        .setEnabled(true)
        .setMembers(options.members())
        .setConnectionTimeoutSeconds(2);
  }
}
