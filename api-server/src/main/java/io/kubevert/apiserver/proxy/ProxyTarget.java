package io.kubevert.apiserver.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Where a proxied request goes.
 *
 * @param tls whether by HTTPS
 */
record ProxyTarget(String host, int port, boolean tls) {
  private static final int HTTP = 80;

  /**
   * What a path names: {@code name}, {@code name:port} or {@code scheme:name:port}.
   *
   * @param port a number or a name; empty for the first
   */
  record Name(boolean tls, String name, String port) {

    /**
     * @throws StatusException if it is none of these
     */
    static Name parse(String text) {
      String[] parts = text.split(":", -1);
      return switch (parts.length) {
        case 1 -> new Name(false, parts[0], "");
        case 2 -> new Name(false, parts[0], parts[1]);
        case 3 -> new Name(parts[0].equals("https"), parts[1], parts[2]);
        default ->
            throw new StatusException(Statuses.badRequest("invalid request \"" + text + "\""));
      };
    }
  }

  /** A port of a pod: its first one unless the name says which. */
  static ProxyTarget ofPod(Name name, JsonNode pod) {
    String address = pod.path("status").path("podIP").asText("");
    if (address.isEmpty()) {
      throw new StatusException(Statuses.unavailable("pod " + name.name() + " has no address"));
    }
    if (name.port().matches("[0-9]{1,5}")) {
      return new ProxyTarget(address, Integer.parseInt(name.port()), name.tls());
    }
    for (JsonNode container : pod.path("spec").path("containers")) {
      for (JsonNode port : container.path("ports")) {
        if (name.port().isEmpty() || port.path("name").asText().equals(name.port())) {
          return new ProxyTarget(address, port.path("containerPort").asInt(), name.tls());
        }
      }
    }
    if (name.port().isEmpty()) {
      return new ProxyTarget(address, HTTP, name.tls());
    }
    throw new StatusException(
        Statuses.badRequest("pod " + name.name() + " has no port named " + name.port()));
  }

  /** Whether a node's name means its agent: it names no port, or the agent's. */
  static boolean isAgent(Name name, JsonNode node) {
    JsonNode port =
        node.path("status").path("daemonEndpoints").path("kubeletEndpoint").path("Port");
    return name.port().isEmpty() || name.port().equals(port.asText());
  }

  /** A port of a node that is not its agent's. */
  static ProxyTarget ofNode(Name name, JsonNode node) {
    if (!name.port().matches("[0-9]{1,5}")) {
      throw new StatusException(
          Statuses.badRequest("invalid node request \"" + name.name() + ":" + name.port() + "\""));
    }
    for (JsonNode address : node.path("status").path("addresses")) {
      if (address.path("type").asText().equals("InternalIP")) {
        return new ProxyTarget(
            address.path("address").asText(), Integer.parseInt(name.port()), name.tls());
      }
    }
    throw new StatusException(Statuses.unavailable("node " + name.name() + " has no address"));
  }

  /** Any ready endpoint of a Service's port. */
  static ProxyTarget ofService(
      Name name, JsonNode service, List<ObjectNode> slices, RandomGenerator random) {
    String port = portName(name, service);
    List<ProxyTarget> targets = new ArrayList<>();
    for (JsonNode slice : slices) {
      for (JsonNode each : slice.path("ports")) {
        if (each.path("name").asText("").equals(port)) {
          addReady(slice, each.path("port").asInt(), name.tls(), targets);
        }
      }
    }
    if (targets.isEmpty()) {
      throw new StatusException(
          Statuses.unavailable("no endpoints available for service \"" + name.name() + "\""));
    }
    return targets.get(random.nextInt(targets.size()));
  }

  private static String portName(Name name, JsonNode service) {
    for (JsonNode port : service.path("spec").path("ports")) {
      String own = port.path("name").asText("");
      if (name.port().isEmpty()
          || own.equals(name.port())
          || port.path("port").asText().equals(name.port())) {
        return own;
      }
    }
    throw new StatusException(
        Statuses.unavailable(
            "no service port \"" + name.port() + "\" found for service \"" + name.name() + "\""));
  }

  private static void addReady(JsonNode slice, int port, boolean tls, List<ProxyTarget> targets) {
    for (JsonNode endpoint : slice.path("endpoints")) {
      if (endpoint.path("conditions").path("ready").asBoolean(true)) {
        endpoint
            .path("addresses")
            .forEach(address -> targets.add(new ProxyTarget(address.asText(), port, tls)));
      }
    }
  }
}
