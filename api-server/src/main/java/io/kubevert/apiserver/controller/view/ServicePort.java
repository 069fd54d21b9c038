package io.kubevert.apiserver.controller.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;

/** A port of a Service. */
public record ServicePort(
    String name, String protocol, int port, Target target, String appProtocol) {

  /** Where a Service's port leads to in a pod. */
  public sealed interface Target {
    /** The port itself. */
    record Number(int port) implements Target {}

    /** Whatever port a pod's containers give this name, so it may differ from pod to pod. */
    record Name(String name) implements Target {}
  }

  static ServicePort of(JsonNode node) {
    JsonNode target = node.path("targetPort");
    int port = node.path("port").asInt();
    int number = target.isTextual() ? 0 : target.asInt();
    return new ServicePort(
        node.path("name").asText(""),
        node.path("protocol").asText("TCP"),
        port,
        target.isTextual()
            ? new Target.Name(target.textValue())
            : new Target.Number(number == 0 ? port : number),
        node.path("appProtocol").asText(""));
  }

  /** The port in a pod; empty if the pod has none of the name. */
  public OptionalInt in(Pod pod) {
    return switch (target) {
      case Target.Number(int number) -> OptionalInt.of(number);
      case Target.Name(String wanted) ->
          pod.ports().stream()
              .filter(candidate -> candidate.name().equals(wanted))
              .filter(candidate -> candidate.protocol().equals(protocol))
              .mapToInt(ContainerPort::port)
              .findFirst();
    };
  }
}
