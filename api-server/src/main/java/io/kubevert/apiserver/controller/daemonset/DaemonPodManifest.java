package io.kubevert.apiserver.controller.daemonset;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.view.Taint;
import io.kubevert.apiserver.controller.view.Toleration;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.apiserver.controller.workload.PodManifest;
import io.kubevert.apiserver.controller.workload.RevisionHistory;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ResourceTypes;
import java.util.List;
import java.util.stream.Stream;

/** The pods of a DaemonSet: each made for one node, and staying there whatever befalls the node. */
final class DaemonPodManifest {
  private static final List<Toleration> ALWAYS =
      List.of(
          Toleration.ofKey(Taint.NOT_READY, Taint.NO_EXECUTE),
          Toleration.ofKey(Taint.UNREACHABLE, Taint.NO_EXECUTE),
          Toleration.ofKey("node.kubernetes.io/disk-pressure", Taint.NO_SCHEDULE),
          Toleration.ofKey("node.kubernetes.io/memory-pressure", Taint.NO_SCHEDULE),
          Toleration.ofKey("node.kubernetes.io/pid-pressure", Taint.NO_SCHEDULE),
          Toleration.ofKey(Taint.UNSCHEDULABLE, Taint.NO_SCHEDULE));

  private static final Toleration WITHOUT_POD_NETWORK =
      Toleration.ofKey("node.kubernetes.io/network-unavailable", Taint.NO_SCHEDULE);

  private DaemonPodManifest() {}

  /**
   * All that the DaemonSet's pods tolerate: what the template says, and what every such pod does.
   */
  static List<Toleration> tolerations(Workload set) {
    return Stream.concat(
            Toleration.listOf(set.spec().path("template").path("spec")).stream(), added(set))
        .toList();
  }

  /**
   * @param hash of the revision that the pod is made from
   */
  static ObjectNode of(Workload set, String hash, String node) {
    ObjectNode pod = PodManifest.generated(set, ResourceTypes.DAEMON_SETS);
    PodManifest.metadata(pod).withObjectProperty("labels").put(RevisionHistory.POD_LABEL, hash);
    ObjectNode spec = pod.withObjectProperty("spec");
    ArrayNode tolerations = spec.withArrayProperty("tolerations");
    added(set).forEach(toleration -> tolerations.add(toleration.toJson()));
    pinTo(node, spec);
    return pod;
  }

  private static Stream<Toleration> added(Workload set) {
    boolean hostNetwork = set.spec().path("template").path("spec").path("hostNetwork").asBoolean();
    return Stream.concat(
        ALWAYS.stream(), hostNetwork ? Stream.of(WITHOUT_POD_NETWORK) : Stream.empty());
  }

  /** The DaemonSet has chosen the node by all that the template asks for, so the name is enough. */
  private static void pinTo(String node, ObjectNode spec) {
    ObjectNode required = Json.object();
    ObjectNode field =
        required.putArray("nodeSelectorTerms").addObject().putArray("matchFields").addObject();
    field.put("key", "metadata.name").put("operator", "In").putArray("values").add(node);
    spec.withObjectProperty("affinity")
        .withObjectProperty("nodeAffinity")
        .set("requiredDuringSchedulingIgnoredDuringExecution", required);
  }
}
