package io.kubevert.apiserver.serviceaddress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.ObjectMeta;
import java.time.Instant;

/** What the condition {@code Ready} of a ServiceCIDR says. */
enum CidrStatus {
  READY("True", "", "Kubernetes Service CIDR is ready"),
  TERMINATING(
      "False",
      "Terminating",
      "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new"
          + " ServiceCIDR");

  private final String status;
  private final String reason;
  private final String message;

  CidrStatus(String status, String reason, String message) {
    this.status = status;
    this.reason = reason;
    this.message = message;
  }

  /** The object with this condition; the same when it has it already. */
  ObjectNode of(ObjectNode cidr, Instant now) {
    JsonNode condition = cidr.path("status").path("conditions").path(0);
    if (condition.path("status").asText().equals(status)
        && condition.path("reason").asText().equals(reason)) {
      return cidr;
    }
    ObjectNode next = cidr.deepCopy();
    next.withObject("/status")
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", status)
        .put("reason", reason)
        .put("message", message)
        .put("lastTransitionTime", ObjectMeta.timestamp(now));
    return next;
  }
}
