package io.kubevert.nodeagent.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.nodeagent.NodeAgentConfig;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** The Node object as this agent writes it. */
final class NodeObject {
  private static final String VERSION = "v1.32.0+kubevert";

  private final NodeAgentConfig config;
  private final Machine machine;

  NodeObject(NodeAgentConfig config, Machine machine) {
    this.config = config;
    this.machine = machine;
  }

  /** The object to be created. */
  ObjectNode whole() {
    ObjectNode node = Json.object();
    ObjectNode metadata = node.putObject("metadata").put("name", config.nodeName());
    labels(metadata.putObject("labels"));
    ObjectNode spec = node.putObject("spec");
    if (!config.taints().isEmpty()) {
      var taints = spec.putArray("taints");
      for (String taint : config.taints()) {
        String[] keyAndEffect = taint.split(":", 2);
        String[] keyAndValue = keyAndEffect[0].split("=", 2);
        ObjectNode one = taints.addObject().put("key", keyAndValue[0]);
        if (keyAndValue.length == 2 && !keyAndValue[1].isEmpty()) {
          one.put("value", keyAndValue[1]);
        }
        one.put("effect", keyAndEffect[1]);
      }
    }
    return node;
  }

  /** A merge patch that sets this agent's labels on a node that is there already. */
  ObjectNode labelsPatch() {
    ObjectNode patch = Json.object();
    labels(patch.putObject("metadata").putObject("labels"));
    return patch;
  }

  private void labels(ObjectNode labels) {
    labels.put("kubernetes.io/hostname", config.nodeName());
    labels.put("kubernetes.io/os", "linux").put("kubernetes.io/arch", machine.architecture());
    labels.put("beta.kubernetes.io/os", "linux");
    labels.put("beta.kubernetes.io/arch", machine.architecture());
    config.labels().forEach(labels::put);
  }

  /**
   * A merge patch of the status.
   *
   * @param problem why the node is not ready; empty when it is
   * @param sinceWhen when it became so
   */
  ObjectNode statusPatch(String problem, Instant sinceWhen, int port, Instant now) {
    ObjectNode patch = Json.object();
    ObjectNode status = patch.putObject("status");
    var addresses = status.putArray("addresses");
    addresses.addObject().put("type", "InternalIP").put("address", config.nodeAddress());
    addresses.addObject().put("type", "Hostname").put("address", config.nodeName());
    for (String amounts : new String[] {"capacity", "allocatable"}) {
      ObjectNode amount = status.putObject(amounts);
      machine.capacity().forEach(amount::put);
    }
    status.putObject("daemonEndpoints").putObject("kubeletEndpoint").put("Port", port);
    ObjectNode info = status.putObject("nodeInfo");
    info.put("kubeletVersion", VERSION).put("kubeProxyVersion", VERSION);
    info.put("operatingSystem", "linux").put("architecture", machine.architecture());
    machine.info().forEach(info::put);
    var conditions = status.putArray("conditions");
    for (Map.Entry<String, String> pressure :
        Map.of(
                "MemoryPressure", "KubeletHasSufficientMemory",
                "DiskPressure", "KubeletHasNoDiskPressure",
                "PIDPressure", "KubeletHasSufficientPID")
            .entrySet()) {
      condition(
          conditions.addObject(), pressure.getKey(), "False", pressure.getValue(), now, sinceWhen);
    }
    boolean ready = problem.isEmpty();
    condition(
            conditions.addObject(),
            "Ready",
            ready ? "True" : "False",
            ready ? "KubeletReady" : "KubeletNotReady",
            now,
            sinceWhen)
        .put("message", ready ? "node agent is posting ready status" : problem);
    return patch;
  }

  private static ObjectNode condition(
      ObjectNode condition, String type, String status, String reason, Instant now, Instant since) {
    return condition
        .put("type", type)
        .put("status", status)
        .put("reason", reason)
        .put("lastHeartbeatTime", now.truncatedTo(ChronoUnit.SECONDS).toString())
        .put("lastTransitionTime", since.truncatedTo(ChronoUnit.SECONDS).toString());
  }
}
