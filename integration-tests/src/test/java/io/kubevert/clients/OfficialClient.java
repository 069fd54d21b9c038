package io.kubevert.clients;

import io.kubernetes.client.Exec;
import io.kubernetes.client.PortForward;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.kubernetes.client.extended.leaderelection.LeaderElector;
import io.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.PatchUtils;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** The Kubernetes project's own client for Java. */
final class OfficialClient implements ForeignClient {
  private static final int WATCH_SECONDS = 300;

  private final ApiClient client;
  private final CoreV1Api core;

  /**
   * @param server the URL to reach the server by
   */
  OfficialClient(Path kubeconfig, String server) throws Exception {
    try (Reader reader = Files.newBufferedReader(kubeconfig)) {
      this.client =
          ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(reader)).setBasePath(server).build();
    }
    // Watches last as long as the server lets them.
    client.setReadTimeout(0);
    this.core = new CoreV1Api(client);
  }

  private static V1ConfigMap configMap(String namespace, String name, Map<String, String> data) {
    return new V1ConfigMap()
        .apiVersion("v1")
        .kind("ConfigMap")
        .metadata(new V1ObjectMeta().namespace(namespace).name(name))
        .data(data);
  }

  @Override
  public void create(String namespace, String name, Map<String, String> data) throws Exception {
    core.createNamespacedConfigMap(namespace, configMap(namespace, name, data)).execute();
  }

  @Override
  public Map<String, String> get(String namespace, String name) throws Exception {
    return core.readNamespacedConfigMap(name, namespace).execute().getData();
  }

  @Override
  public void replace(String namespace, String name, Map<String, String> data) throws Exception {
    V1ConfigMap read = core.readNamespacedConfigMap(name, namespace).execute();
    core.replaceNamespacedConfigMap(name, namespace, read.data(data)).execute();
  }

  @Override
  public void mergePatch(String namespace, String name, String patch) throws Exception {
    PatchUtils.patch(
        V1ConfigMap.class,
        () -> core.patchNamespacedConfigMap(name, namespace, new V1Patch(patch)).buildCall(null),
        V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH,
        client);
  }

  @Override
  public int apply(
      String namespace, String name, Map<String, String> data, String manager, boolean force) {
    V1Patch patch = new V1Patch(JSON.serialize(configMap(namespace, name, data)));
    try {
      PatchUtils.patch(
          V1ConfigMap.class,
          () ->
              core.patchNamespacedConfigMap(name, namespace, patch)
                  .fieldManager(manager)
                  .force(force)
                  .buildCall(null),
          V1Patch.PATCH_FORMAT_APPLY_YAML,
          client);
      return 200;
    } catch (ApiException e) {
      return e.getCode();
    }
  }

  @Override
  public Set<String> list(String namespace, int pageSize) throws Exception {
    Set<String> names = new HashSet<>();
    String next = null;
    do {
      V1ConfigMapList page =
          core.listNamespacedConfigMap(namespace).limit(pageSize)._continue(next).execute();
      page.getItems().forEach(each -> names.add(each.getMetadata().getName()));
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    return names;
  }

  @Override
  public void delete(String namespace, String name) throws Exception {
    core.deleteNamespacedConfigMap(name, namespace).execute();
  }

  @Override
  public Followed follow(String namespace) {
    SharedInformerFactory factory = new SharedInformerFactory(client);
    SharedIndexInformer<V1ConfigMap> informer =
        factory.sharedIndexInformerFor(
            parameters ->
                core.listNamespacedConfigMap(namespace)
                    .resourceVersion(parameters.resourceVersion)
                    .timeoutSeconds(
                        parameters.timeoutSeconds == null
                            ? WATCH_SECONDS
                            : parameters.timeoutSeconds)
                    .watch(parameters.watch)
                    .buildCall(null),
            V1ConfigMap.class,
            V1ConfigMapList.class);
    factory.startAllRegisteredInformers();
    return new Followed() {
      @Override
      public Set<String> names() {
        return informer.getIndexer().list().stream()
            .map(each -> each.getMetadata().getName())
            .collect(Collectors.toSet());
      }

      @Override
      public void close() {
        factory.stopAllRegisteredInformers();
      }
    };
  }

  @Override
  public Candidate stand(String namespace, String lease, String identity) {
    AtomicBoolean leads = new AtomicBoolean();
    LeaderElector elector =
        new LeaderElector(
            new LeaderElectionConfig(
                new LeaseLock(namespace, lease, identity, client),
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                Duration.ofMillis(500)));
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> elector.run(() -> leads.set(true), () -> leads.set(false)));
    return new Candidate() {
      @Override
      public boolean leads() {
        return leads.get();
      }

      @Override
      public void stepDown() throws InterruptedException {
        elector.close();
        thread.interrupt();
        thread.join();
      }
    };
  }

  @Override
  public String exec(String namespace, String pod, String... command) throws Exception {
    Process process = new Exec(client).exec(namespace, pod, command, false);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    process.destroy();
    return output + code;
  }

  @Override
  public String ask(String namespace, String pod, int port) throws Exception {
    PortForward.PortForwardResult forward =
        new PortForward(client).forward(namespace, pod, List.of(port));
    forward.getOutboundStream(port).write(ForeignClientsTest.REQUEST);
    return new String(forward.getInputStream(port).readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.getHttpClient().dispatcher().executorService().shutdown();
    client.getHttpClient().connectionPool().evictAll();
  }
}
