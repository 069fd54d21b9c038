package io.kubevert.ingress;

import io.kubevert.client.component.ComponentFlags;
import io.kubevert.client.component.ComponentProcess;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.accesslog.AccessLog;
import io.kubevert.ingress.status.StatusPublishing;
import io.kubevert.ingress.stream.StreamConfigMaps;
import io.kubevert.ingress.translate.RoutingMode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The ingress controller as a process of its own. */
@Command(
    name = "ingress-nginx",
    mixinStandardHelpOptions = true,
    description = "Routes HTTP from outside to pods, as Ingress objects ask for.")
public final class Main implements Callable<Integer> {
  private static final String DEFAULT = " Default: ${DEFAULT-VALUE}.";

  @Mixin private ComponentFlags component;

  @Option(names = "--node-name", required = true, description = "The node that this runs on.")
  private String nodeName;

  @Option(
      names = "--bind-address",
      defaultValue = "0.0.0.0",
      description = "Address that the ports are opened on." + DEFAULT)
  private String bindAddress;

  @Option(
      names = "--http-port",
      defaultValue = "80",
      description = "Port for plain HTTP." + DEFAULT)
  private int httpPort;

  @Option(names = "--https-port", defaultValue = "443", description = "Port for TLS." + DEFAULT)
  private int httpsPort;

  @Option(
      names = "--healthz-port",
      defaultValue = "10254",
      description = "Port for health, metrics and debug pages." + DEFAULT)
  private int statusPort;

  @Option(
      names = "--event-loops",
      defaultValue = "1",
      description = "How many event loops serve requests." + DEFAULT)
  private int eventLoops;

  @Option(
      names = "--ingress-class",
      defaultValue = "nginx",
      description = "Class name that is served even without an IngressClass." + DEFAULT)
  private String ingressClass;

  @Option(
      names = "--controller-class",
      defaultValue = "k8s.io/ingress-nginx",
      description = "The spec.controller of the IngressClasses that are served." + DEFAULT)
  private String controllerClass;

  @Option(
      names = "--watch-ingress-without-class",
      defaultValue = "false",
      fallbackValue = "true",
      arity = "0..1",
      description = "Serve Ingresses that name no class, too." + DEFAULT)
  private boolean watchIngressWithoutClass;

  @Option(
      names = "--routing-mode",
      defaultValue = "COMPAT",
      description = "How far regular expressions reach: ${COMPLETION-CANDIDATES}." + DEFAULT)
  private RoutingMode mode;

  @Option(
      names = "--configmap",
      defaultValue = "ingress-nginx/ingress-nginx-controller",
      description = "ConfigMap, namespace/name, of the options of all Ingresses." + DEFAULT)
  private String configMap;

  @Option(
      names = "--tcp-services-configmap",
      defaultValue = "ingress-nginx/tcp-services",
      description = "ConfigMap, namespace/name, of services over TCP." + DEFAULT)
  private String tcpServices;

  @Option(
      names = "--udp-services-configmap",
      defaultValue = "ingress-nginx/udp-services",
      description = "ConfigMap, namespace/name, of services over UDP." + DEFAULT)
  private String udpServices;

  @Option(
      names = "--publish-service",
      description =
          "Service, namespace/name, whose addresses are written into the Ingresses instead of the"
              + " nodes' own.")
  private Optional<String> publishService = Optional.empty();

  @Option(
      names = "--update-status-on-shutdown",
      defaultValue = "true",
      fallbackValue = "true",
      arity = "0..1",
      description = "Take the addresses away when the last controller ends." + DEFAULT)
  private boolean updateStatusOnShutdown;

  @Option(
      names = "--default-backend-service",
      description = "Service, namespace/name, for requests that no rule takes.")
  private Optional<String> defaultBackend = Optional.empty();

  @Option(
      names = "--update-status",
      defaultValue = "true",
      fallbackValue = "true",
      arity = "0..1",
      description = "Write addresses into the Ingresses." + DEFAULT)
  private boolean updateStatus;

  @Option(
      names = "--publish-status-address",
      split = ",",
      description = "Addresses to write instead of the nodes' own.")
  private List<String> publishStatusAddress = List.of();

  @Option(
      names = "--election-id",
      defaultValue = "ingress-nginx-leader",
      description = "Lease in kube-system by which the writer is chosen." + DEFAULT)
  private String electionId;

  @Option(
      names = "--default-ssl-certificate",
      description =
          "Secret, namespace/name, of the certificate for hosts that have none of their own.")
  private Optional<String> defaultCertificate = Optional.empty();

  @Option(
      names = "--enable-ssl-passthrough",
      defaultValue = "false",
      fallbackValue = "true",
      arity = "0..1",
      description =
          "Let Ingresses have TLS connections passed on as they are; all others then take one more"
              + " step."
              + DEFAULT)
  private boolean sslPassthrough;

  @Option(
      names = "--access-log",
      defaultValue = "STDOUT",
      description = "Where a line for each request goes: ${COMPLETION-CANDIDATES}." + DEFAULT)
  private AccessLog.Output accessLog;

  /** Runs the controller until SIGTERM. */
  public static void main(String[] arguments) {
    int code =
        new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments);
    if (code != 0) {
      System.exit(code);
    }
  }

  @Override
  public Integer call() {
    IngressConfig config =
        new IngressConfig(
            nodeName,
            bindAddress,
            httpPort,
            httpsPort,
            statusPort,
            eventLoops,
            ingressClass,
            controllerClass,
            watchIngressWithoutClass,
            mode,
            key("--configmap", configMap),
            new StreamConfigMaps(
                key("--tcp-services-configmap", tcpServices),
                key("--udp-services-configmap", udpServices)),
            defaultBackend.map(service -> key("--default-backend-service", service)),
            new StatusPublishing(
                updateStatus,
                updateStatusOnShutdown,
                publishStatusAddress,
                publishService.map(service -> key("--publish-service", service)),
                new ObjectKey("kube-system", electionId)),
            new TlsSettings(
                sslPassthrough,
                defaultCertificate.map(secret -> key("--default-ssl-certificate", secret))),
            accessLog);
    return ComponentProcess.start(
        "ingress-nginx", component, controlPlane -> new IngressController(config, controlPlane));
  }

  private static ObjectKey key(String flag, String text) {
    String[] parts = text.split("/", 2);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new IllegalArgumentException(flag + ": " + text + " is not namespace/name");
    }
    return new ObjectKey(parts[0], parts[1]);
  }
}
