package io.kubevert.apiserver.kinds.core;

import static io.kubevert.apiserver.table.Cells.NONE;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.table.Cells;
import io.kubevert.apiserver.table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What {@code kubectl get services} shows. */
final class ServiceColumns {
  private ServiceColumns() {}

  static List<Column> all() {
    return List.of(
        Column.objectName(),
        Column.text(
            "Type",
            "How the Service is exposed: ExternalName, ClusterIP, NodePort or LoadBalancer.",
            service -> service.path("spec").path("type").asText("")),
        Column.text("Cluster-IP", "The Service's address in the cluster.", ServiceColumns::address),
        Column.text(
            "External-IP",
            "The addresses that the Service is reached at from outside.",
            ServiceColumns::externalAddress),
        Column.text("Port(s)", "The ports that the Service listens on.", ServiceColumns::ports),
        Column.age(),
        Column.wide(
            "Selector",
            "The labels of the pods that the Service sends to.",
            service -> Cells.labels(service.path("spec").path("selector"))));
  }

  private static String address(JsonNode service) {
    return Cells.orNone(service.path("spec").path("clusterIPs").path(0).asText(""));
  }

  private static String externalAddress(JsonNode service) {
    JsonNode spec = service.path("spec");
    return switch (spec.path("type").asText("")) {
      case "ClusterIP", "NodePort" -> Cells.orNone(String.join(",", externalIps(spec)));
      case "LoadBalancer" -> {
        List<String> addresses = new ArrayList<>(loadBalancerAddresses(service));
        addresses.addAll(externalIps(spec));
        yield addresses.isEmpty() ? "<pending>" : String.join(",", addresses);
      }
      case "ExternalName" -> spec.path("externalName").asText("");
      default -> "<unknown>";
    };
  }

  private static List<String> externalIps(JsonNode spec) {
    List<String> addresses = new ArrayList<>();
    spec.path("externalIPs").forEach(address -> addresses.add(address.asText()));
    return addresses;
  }

  private static TreeSet<String> loadBalancerAddresses(JsonNode object) {
    TreeSet<String> addresses = new TreeSet<>();
    for (JsonNode ingress : object.path("status").path("loadBalancer").path("ingress")) {
      String ip = ingress.path("ip").asText("");
      addresses.add(ip.isEmpty() ? ingress.path("hostname").asText("") : ip);
    }
    return addresses;
  }

  private static String ports(JsonNode service) {
    List<String> ports = new ArrayList<>();
    for (JsonNode port : service.path("spec").path("ports")) {
      int nodePort = port.path("nodePort").asInt();
      ports.add(
          port.path("port").asText()
              + (nodePort > 0 ? ":" + nodePort : "")
              + "/"
              + port.path("protocol").asText("TCP"));
    }
    return ports.isEmpty() ? NONE : String.join(",", ports);
  }
}
