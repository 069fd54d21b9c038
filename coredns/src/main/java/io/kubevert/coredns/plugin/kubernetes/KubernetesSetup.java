package io.kubevert.coredns.plugin.kubernetes;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.plugin.Arguments;
import io.kubevert.coredns.plugin.Fallthrough;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import io.kubevert.coredns.plugin.Zones;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads {@code kubernetes [ZONES...] { ... }}. */
public final class KubernetesSetup {
  private static final int DEFAULT_TTL = 5;
  private static final int LONGEST_TTL = 3600;
  private static final Duration DEFAULT_STARTUP_TIMEOUT = Duration.ofSeconds(5);

  private int ttl = DEFAULT_TTL;
  private KubernetesOptions.Pods pods = KubernetesOptions.Pods.DISABLED;
  private Fallthrough fallthrough = Fallthrough.NONE;
  private boolean endpoints = true;
  private boolean endpointPodNames;
  private boolean zonal;
  private boolean ignoreEmptyServices;
  private final Set<String> namespaces = new TreeSet<>();
  private LabelSelector namespaceLabels = LabelSelector.EVERYTHING;
  private LabelSelector labels = LabelSelector.EVERYTHING;
  private Duration startupTimeout = DEFAULT_STARTUP_TIMEOUT;

  private KubernetesSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    if (directives.size() > 1) {
      throw directives.get(1).name().fault("only one in a server block");
    }
    return new Kubernetes(options(directives.getFirst(), context), context);
  }

  static KubernetesOptions options(Directive directive, ServerContext context) {
    KubernetesSetup setup = new KubernetesSetup();
    directive.block().forEach(property -> setup.read(directive, property));
    return new KubernetesOptions(
        new Zones(Arguments.zones(directive.arguments(), context.zones())),
        setup.ttl,
        setup.pods,
        setup.fallthrough,
        setup.ignoreEmptyServices,
        setup.view(),
        setup.startupTimeout);
  }

  private View view() {
    return new View(
        endpoints,
        endpointPodNames,
        zonal,
        pods == KubernetesOptions.Pods.VERIFIED,
        namespaces,
        namespaceLabels,
        labels);
  }

  private void read(Directive directive, Directive property) {
    switch (property.word()) {
      case "pods" -> pods = pods(property.onlyArgument());
      case "ttl" -> ttl = Arguments.number(property.onlyArgument(), 0, LONGEST_TTL);
      case "fallthrough" -> fallthrough = Fallthrough.parse(property);
      case "noendpoints" -> endpoints = !flag(property);
      case "endpoint_pod_names" -> endpointPodNames = flag(property);
      case "zonal" -> zonal = flag(property);
      case "ignore" -> ignoreEmptyServices = ignored(property.onlyArgument());
      case "namespaces" -> namespaces.addAll(property.arguments(1, Integer.MAX_VALUE).words());
      case "namespace_labels" -> namespaceLabels = selector(property);
      case "labels" -> labels = selector(property);
      case "startup_timeout" -> startupTimeout = Arguments.duration(property.onlyArgument());
      case "endpoint",
          "tls",
          "kubeconfig",
          "apiserver_qps",
          "apiserver_burst",
          "apiserver_max_inflight" ->
          throw property
              .name()
              .fault("not needed here: the control plane is the one that this server belongs to");
      case "multicluster" ->
          throw property.name().fault("Services of other clusters are not known here");
      default -> throw directive.unknownProperty(property);
    }
  }

  private static boolean flag(Directive property) {
    property.arguments(0, 0);
    return true;
  }

  private static KubernetesOptions.Pods pods(Token mode) {
    return switch (mode.text()) {
      case "disabled" -> KubernetesOptions.Pods.DISABLED;
      case "insecure" -> KubernetesOptions.Pods.INSECURE;
      case "verified" -> KubernetesOptions.Pods.VERIFIED;
      default -> throw mode.fault("pods are disabled, insecure or verified");
    };
  }

  private static boolean ignored(Token what) {
    if (!what.text().toLowerCase(Locale.ROOT).equals("empty_service")) {
      throw what.fault("only empty_service can be ignored");
    }
    return true;
  }

  private static LabelSelector selector(Directive property) {
    property.arguments(1, Integer.MAX_VALUE);
    try {
      return LabelSelector.parse(property.words().stream().collect(Collectors.joining(" ")));
    } catch (IllegalArgumentException e) {
      throw property.arguments().getFirst().fault(e.getMessage());
    }
  }
}
