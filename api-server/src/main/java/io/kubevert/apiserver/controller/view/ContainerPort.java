package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A port that a container says it listens on.
 *
 * @param name empty if it has none
 * @param hostPort 0 if none is asked for
 */
public record ContainerPort(
    String name, int port, String protocol, int hostPort, String hostAddress) {

  /** Reads a port of a container. */
  public static ContainerPort of(JsonNode node) {
    return new ContainerPort(
        node.path("name").asText(""),
        node.path("containerPort").asInt(),
        node.path("protocol").asText("TCP"),
        node.path("hostPort").asInt(),
        node.path("hostIP").asText(""));
  }
}
