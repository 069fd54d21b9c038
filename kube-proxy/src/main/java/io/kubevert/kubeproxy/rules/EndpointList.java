package io.kubevert.kubeproxy.rules;

/** Which of a destination's two lists of endpoints: they live in maps of their own. */
enum EndpointList {
  /** The list that every destination has. */
  USUAL(""),

  /** This node's endpoints, for a destination that serves some clients from these only. */
  LOCAL("local-");

  private final String endpoints;

  EndpointList(String prefix) {
    this.endpoints = prefix + "endpoints";
  }

  /** The map from destination and number, or hash of an endpoint, to endpoint. */
  String endpoints() {
    return endpoints;
  }
}
