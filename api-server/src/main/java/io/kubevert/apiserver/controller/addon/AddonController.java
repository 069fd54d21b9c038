package io.kubevert.apiserver.controller.addon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.kubevert.apiserver.controller.cache.ControllerContext;
import io.kubevert.client.KubeClient;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Creates the system objects that are not there when the control plane starts. */
public final class AddonController {
  private final KubeClient client;
  private final String clusterDns;

  private enum Addon {
    DNS_SERVICE(ResourceTypes.SERVICES, "coredns-service.yaml"),
    DNS(ResourceTypes.DEPLOYMENTS, "coredns-deployment.yaml"),
    DNS_CACHE(ResourceTypes.DAEMON_SETS, "nodelocaldns-daemonset.yaml"),
    INGRESS_CLASS(ResourceTypes.INGRESS_CLASSES, "nginx-ingressclass.yaml");

    private final ResourceType type;
    private final String manifest;

    Addon(ResourceType type, String manifest) {
      this.type = type;
      this.manifest = manifest;
    }
  }

  /**
   * @param clusterDns the address of the cluster's DNS Service
   */
  public AddonController(ControllerContext context, String clusterDns) {
    this.client = context.client();
    this.clusterDns = clusterDns;
    WorkQueue<Addon> queue = context.queue("addon", Addon.values().length, this::reconcile);
    for (Addon addon : Addon.values()) {
      queue.add(addon);
    }
  }

  private Future<Void> reconcile(Addon addon) {
    ObjectNode wanted = read(addon);
    return client
        .get(addon.type, ObjectKey.of(wanted))
        .recover(
            failure ->
                ApiException.isNotFound(failure)
                    ? client.create(addon.type, wanted)
                    : Future.failedFuture(failure))
        .mapEmpty();
  }

  private ObjectNode read(Addon addon) {
    try (InputStream manifest = AddonController.class.getResourceAsStream(addon.manifest)) {
      String text = new String(manifest.readAllBytes(), StandardCharsets.UTF_8);
      return (ObjectNode) new YAMLMapper().readTree(text.replace("$CLUSTER_DNS", clusterDns));
    } catch (IOException e) {
      throw new UncheckedIOException("the jar has no readable " + addon.manifest, e);
    }
  }
}
