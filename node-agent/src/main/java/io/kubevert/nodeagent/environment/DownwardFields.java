package io.kubevert.nodeagent.environment;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A pod's own fields as its containers see them: the downward API. */
public final class DownwardFields {
  private static final Pattern ENTRY =
      Pattern.compile("metadata\\.(labels|annotations)\\['([^']+)']");

  private final Pod pod;
  private final String podAddress;
  private final String nodeAddress;

  public DownwardFields(Pod pod, String podAddress, String nodeAddress) {
    this.pod = pod;
    this.podAddress = podAddress;
    this.nodeAddress = nodeAddress;
  }

  /**
   * @throws MissingReferenceException if there is no such field
   */
  public String field(String path) {
    ObjectMeta metadata = pod.getMetadata();
    Matcher entry = ENTRY.matcher(path);
    if (entry.matches()) {
      boolean label = entry.group(1).equals("labels");
      return present(label ? metadata.getLabels() : metadata.getAnnotations())
          .getOrDefault(entry.group(2), "");
    }
    String account = pod.getSpec().getServiceAccountName();
    return switch (path) {
      case "metadata.name" -> metadata.getName();
      case "metadata.namespace" -> metadata.getNamespace();
      case "metadata.uid" -> metadata.getUid();
      case "metadata.labels" -> lines(metadata.getLabels());
      case "metadata.annotations" -> lines(metadata.getAnnotations());
      case "spec.nodeName" -> pod.getSpec().getNodeName();
      case "spec.serviceAccountName" -> account == null ? "default" : account;
      case "status.podIP", "status.podIPs" -> podAddress;
      case "status.hostIP", "status.hostIPs" -> nodeAddress;
      default -> throw new MissingReferenceException("pods have no field \"" + path + "\"");
    };
  }

  /** A container's request or limit, in units of the divisor, rounded up; 0 without one. */
  public String resource(ResourceFieldSelector selector, Container own) {
    Container container =
        pod.getSpec().getContainers().stream()
            .filter(candidate -> candidate.getName().equals(selector.getContainerName()))
            .findFirst()
            .orElse(own);
    String[] parts = selector.getResource().split("\\.", 2);
    if (parts.length != 2 || container == null || container.getResources() == null) {
      return "0";
    }
    Map<String, Quantity> amounts =
        parts[0].equals("limits")
            ? container.getResources().getLimits()
            : container.getResources().getRequests();
    Quantity amount = present(amounts).get(parts[1]);
    BigDecimal divisor =
        selector.getDivisor() == null
            ? BigDecimal.ONE
            : Quantity.getAmountInBytes(selector.getDivisor());
    return amount == null
        ? "0"
        : Quantity.getAmountInBytes(amount)
            .divide(divisor.signum() == 0 ? BigDecimal.ONE : divisor, RoundingMode.CEILING)
            .setScale(0, RoundingMode.CEILING)
            .toPlainString();
  }

  private static String lines(Map<String, String> map) {
    return new TreeMap<>(present(map))
        .entrySet().stream()
            .map(entry -> entry.getKey() + "=\"" + quoted(entry.getValue()) + "\"\n")
            .collect(Collectors.joining());
  }

  private static String quoted(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static <T> Map<String, T> present(Map<String, T> map) {
    return map == null ? Map.of() : map;
  }
}
