package io.kubevert.apiserver.kinds.networking;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.validation.Cidr;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.LabelSelectors;
import io.kubevert.apiserver.validation.Names;
import java.util.List;
import java.util.Optional;

/** Whether a NetworkPolicy may be stored. */
final class NetworkPolicyValidation {
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
  private static final List<String> TYPES = List.of("Egress", "Ingress");

  private NetworkPolicyValidation() {}

  static void validate(JsonNode spec, FieldErrors errors) {
    LabelSelectors.validate(spec.path("podSelector"), "spec.podSelector", errors);
    validateRules(spec.path("ingress"), "spec.ingress", "from", errors);
    validateRules(spec.path("egress"), "spec.egress", "to", errors);
    JsonNode types = spec.path("policyTypes");
    if (types.size() > 2) {
      errors.invalid("spec.policyTypes", types, "may not specify more than two policyTypes");
      return;
    }
    for (int i = 0; i < types.size(); i++) {
      if (!TYPES.contains(types.get(i).asText())) {
        errors.notSupported("spec.policyTypes[" + i + "]", types.get(i).asText(), TYPES);
      }
    }
  }

  private static void validateRules(
      JsonNode rules, String path, String peerField, FieldErrors errors) {
    for (int i = 0; i < rules.size(); i++) {
      JsonNode ports = rules.get(i).path("ports");
      for (int k = 0; k < ports.size(); k++) {
        validatePort(ports.get(k), path + "[" + i + "].ports[" + k + "]", errors);
      }
      JsonNode peers = rules.get(i).path(peerField);
      for (int k = 0; k < peers.size(); k++) {
        validatePeer(peers.get(k), path + "[" + i + "]." + peerField + "[" + k + "]", errors);
      }
    }
  }

  private static void validatePort(JsonNode rule, String path, FieldErrors errors) {
    String protocol = rule.path("protocol").asText("TCP");
    if (!PROTOCOLS.contains(protocol)) {
      errors.notSupported(path + ".protocol", protocol, PROTOCOLS);
    }
    JsonNode port = rule.path("port");
    if (port.isTextual()) {
      Names.portName(port.asText())
          .forEach(fault -> errors.invalid(path + ".port", port.asText(), fault));
    } else if (port.isNumber()) {
      Names.portNumber(port.asLong())
          .forEach(fault -> errors.invalid(path + ".port", port.asLong(), fault));
    }
    JsonNode endPort = rule.path("endPort");
    if (!endPort.isNumber()) {
      return;
    }
    String endPath = path + ".endPort";
    if (port.isTextual()) {
      errors.invalid(endPath, endPort.asLong(), "may not be specified when `port` is non-numeric");
    } else if (!port.isNumber()) {
      errors.invalid(
          endPath, endPort.asLong(), "may not be specified when `port` is not specified");
    } else {
      if (endPort.asLong() < port.asLong()) {
        errors.invalid(endPath, endPort.asLong(), "must be greater than or equal to `port`");
      }
      Names.portNumber(endPort.asLong())
          .forEach(fault -> errors.invalid(endPath, endPort.asLong(), fault));
    }
  }

  private static void validatePeer(JsonNode peer, String path, FieldErrors errors) {
    boolean pods = peer.path("podSelector").isObject();
    boolean namespaces = peer.path("namespaceSelector").isObject();
    boolean block = peer.path("ipBlock").isObject();
    if (pods) {
      LabelSelectors.validate(peer.path("podSelector"), path + ".podSelector", errors);
    }
    if (namespaces) {
      LabelSelectors.validate(peer.path("namespaceSelector"), path + ".namespaceSelector", errors);
    }
    if (block) {
      validateBlock(peer.path("ipBlock"), path + ".ipBlock", errors);
    }
    if (!pods && !namespaces && !block) {
      errors.required(path, "must specify a peer");
    } else if (block && (pods || namespaces)) {
      errors.forbidden(path, "may not specify both ipBlock and another peer");
    }
  }

  private static void validateBlock(JsonNode block, String path, FieldErrors errors) {
    String text = block.path("cidr").asText("");
    if (text.isEmpty()) {
      errors.required(path + ".cidr", "");
      return;
    }
    Optional<Cidr> cidr = Cidr.parse(text);
    if (cidr.isEmpty()) {
      errors.invalid(path + ".cidr", text, Cidr.FAULT);
      return;
    }
    JsonNode exceptions = block.path("except");
    for (int i = 0; i < exceptions.size(); i++) {
      String except = exceptions.get(i).asText();
      String at = path + ".except[" + i + "]";
      Optional<Cidr> inner = Cidr.parse(except);
      if (inner.isEmpty()) {
        errors.invalid(at, except, Cidr.FAULT);
      } else if (!cidr.get().strictlyContains(inner.get())) {
        errors.invalid(at, except, "must be a strict subset of `cidr`");
      }
    }
  }
}
