package io.kubevert.clients;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** fabric8's kubernetes-client. */
final class Fabric8Client implements ForeignClient {
  private static final long LIMIT_SECONDS = 30;

  private final KubernetesClient client;

  /**
   * @param server the URL to reach the server by
   */
  Fabric8Client(Path kubeconfig, String server) throws Exception {
    Config config = Config.fromKubeconfig(Files.readString(kubeconfig));
    config.setMasterUrl(server);
    // What it takes for RSA unless it is told.
    config.setClientKeyAlgo("EC");
    this.client = new KubernetesClientBuilder().withConfig(config).build();
  }

  private Resource<ConfigMap> at(String namespace, String name) {
    return client.configMaps().inNamespace(namespace).withName(name);
  }

  private static ConfigMap configMap(String namespace, String name, Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withData(data)
        .build();
  }

  @Override
  public void create(String namespace, String name, Map<String, String> data) {
    client.resource(configMap(namespace, name, data)).create();
  }

  @Override
  public Map<String, String> get(String namespace, String name) {
    return at(namespace, name).require().getData();
  }

  @Override
  public void replace(String namespace, String name, Map<String, String> data) {
    ConfigMap read = at(namespace, name).require();
    read.setData(data);
    client.resource(read).update();
  }

  @Override
  public void mergePatch(String namespace, String name, String patch) {
    at(namespace, name).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  @Override
  public int apply(
      String namespace, String name, Map<String, String> data, String manager, boolean force) {
    var resource = client.resource(configMap(namespace, name, data)).fieldManager(manager);
    try {
      if (force) {
        resource.forceConflicts().serverSideApply();
      } else {
        resource.serverSideApply();
      }
      return 200;
    } catch (KubernetesClientException e) {
      return e.getCode();
    }
  }

  @Override
  public Set<String> list(String namespace, int pageSize) {
    Set<String> names = new HashSet<>();
    String next = null;
    do {
      ConfigMapList page =
          client
              .configMaps()
              .inNamespace(namespace)
              .list(new ListOptionsBuilder().withLimit((long) pageSize).withContinue(next).build());
      page.getItems().forEach(each -> names.add(each.getMetadata().getName()));
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    return names;
  }

  @Override
  public void delete(String namespace, String name) {
    at(namespace, name).delete();
  }

  @Override
  public Followed follow(String namespace) {
    SharedIndexInformer<ConfigMap> informer = client.configMaps().inNamespace(namespace).inform();
    return new Followed() {
      @Override
      public Set<String> names() {
        return informer.getStore().list().stream()
            .map(each -> each.getMetadata().getName())
            .collect(Collectors.toSet());
      }

      @Override
      public void close() {
        informer.close();
      }
    };
  }

  @Override
  public Candidate stand(String namespace, String lease, String identity) {
    AtomicBoolean leads = new AtomicBoolean();
    CompletableFuture<?> election =
        client
            .leaderElector()
            .withConfig(
                new LeaderElectionConfigBuilder()
                    .withName(lease)
                    .withLock(new LeaseLock(namespace, lease, identity))
                    .withLeaseDuration(Duration.ofSeconds(15))
                    .withRenewDeadline(Duration.ofSeconds(10))
                    .withRetryPeriod(Duration.ofMillis(500))
                    .withReleaseOnCancel(true)
                    .withLeaderCallbacks(
                        new LeaderCallbacks(
                            () -> leads.set(true), () -> leads.set(false), leader -> {}))
                    .build())
            .build()
            .start();
    return new Candidate() {
      @Override
      public boolean leads() {
        return leads.get();
      }

      @Override
      public void stepDown() {
        election.cancel(true);
      }
    };
  }

  @Override
  public String exec(String namespace, String pod, String... command) throws Exception {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (ExecWatch watch =
        client.pods().inNamespace(namespace).withName(pod).writingOutput(output).exec(command)) {
      int code = watch.exitCode().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      return output.toString(StandardCharsets.UTF_8) + code;
    }
  }

  @Override
  public String ask(String namespace, String pod, int port) throws Exception {
    try (LocalPortForward forward =
            client.pods().inNamespace(namespace).withName(pod).portForward(port);
        Socket socket = new Socket("127.0.0.1", forward.getLocalPort())) {
      socket.getOutputStream().write(ForeignClientsTest.REQUEST);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
