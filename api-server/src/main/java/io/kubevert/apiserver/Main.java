package io.kubevert.apiserver;

import io.kubevert.apiserver.controller.ControllerManager;
import io.kubevert.apiserver.controller.ControllerManagerConfig;
import io.kubevert.apiserver.kinds.ClusterSettings;
import io.kubevert.apiserver.pki.ClusterPki;
import io.kubevert.apiserver.pki.Kubeconfig;
import io.kubevert.apiserver.pki.PkiOptions;
import io.kubevert.apiserver.scheduler.Scheduler;
import io.kubevert.client.bus.BusControlPlane;
import io.kubevert.client.component.BusFlags;
import io.kubevert.client.component.ComponentProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The control plane as a process of its own: the API server, the controllers and the scheduler. It
 * makes the credentials of every component before it joins the bus; the others wait for theirs.
 */
@Command(
    name = "api-server",
    mixinStandardHelpOptions = true,
    description = "Serves the Kubernetes API and runs the controllers and the scheduler.")
public final class Main implements Callable<Integer> {
  private static final String DEFAULT = " Default: ${DEFAULT-VALUE}.";

  @Option(
      names = "--bind-address",
      defaultValue = "0.0.0.0",
      description = "Address that HTTPS listens on." + DEFAULT)
  private String bindAddress;

  @Option(names = "--secure-port", defaultValue = "6443", description = "Port of HTTPS." + DEFAULT)
  private int securePort;

  @Option(
      names = "--advertise-address",
      required = true,
      description = "Address by which pods reach this server.")
  private String advertiseAddress;

  @Option(
      names = "--service-cluster-ip-range",
      defaultValue = "10.233.0.0/18",
      description =
          "Addresses of Services; of both families: two ranges, comma-separated." + DEFAULT)
  private String serviceRange;

  @Option(
      names = "--service-node-port-range",
      defaultValue = "30000-32767",
      description = "Node ports of Services." + DEFAULT)
  private String nodePortRange;

  @Option(names = "--data-dir", required = true, description = "Directory of the store.")
  private Path dataDirectory;

  @Option(
      names = "--pki-dir",
      required = true,
      description = "Directory that the credentials of all components are made in.")
  private Path pkiDirectory;

  @Option(
      names = "--node-names",
      split = ",",
      defaultValue = "master,worker1,worker2,worker3",
      description = "Nodes to make credentials for, comma-separated." + DEFAULT)
  private List<String> nodeNames;

  @Option(
      names = "--server-names",
      split = ",",
      description = "Further names and addresses that clients reach this server by.")
  private List<String> serverNames = List.of();

  @Option(
      names = "--kubeconfig-out",
      description = "File to write the administrator's kubeconfig to.")
  private Path kubeconfig;

  @Option(
      names = "--kubeconfig-server",
      defaultValue = "https://127.0.0.1:6443",
      description = "The server's URL in that kubeconfig." + DEFAULT)
  private String kubeconfigServer;

  @Mixin private BusFlags bus;

  public static void main(String[] arguments) {
    int code = new CommandLine(new Main()).execute(arguments);
    if (code != 0) {
      System.exit(code);
    }
  }

  @Override
  public Integer call() {
    return ComponentProcess.start("api-server", this::plan);
  }

  private ComponentProcess.Plan plan() throws IOException {
    ClusterPki pki = ensurePki();
    return new ComponentProcess.Plan(bus.options(pki.of("apiserver")), vertx -> deploy(vertx, pki));
  }

  private ClusterPki ensurePki() throws IOException {
    List<String> names = new ArrayList<>(serverNames);
    names.add(advertiseAddress);
    names.add(bus.address());
    ClusterPki pki = ClusterPki.ensure(pkiDirectory, new PkiOptions(names, nodeNames));
    if (kubeconfig != null) {
      new Kubeconfig(pki).write(kubeconfig, kubeconfigServer);
    }
    return pki;
  }

  private Future<?> deploy(Vertx vertx, ClusterPki pki) throws IOException {
    ApiServerConfig config =
        new ApiServerConfig(
            bindAddress, securePort, advertiseAddress, dataDirectory, pki, settings());
    ControllerManagerConfig controllers =
        ControllerManagerConfig.of(Files.readString(pki.caCertificate()));
    BusControlPlane controllerManager = new BusControlPlane(vertx, pki.token("controller-manager"));
    BusControlPlane scheduler = new BusControlPlane(vertx, pki.token("scheduler"));
    return vertx
        .deployVerticle(new ApiServer(config, vertx))
        .compose(_ -> vertx.deployVerticle(new ControllerManager(controllers, controllerManager)))
        .compose(_ -> vertx.deployVerticle(new Scheduler(scheduler)));
  }

  private ClusterSettings settings() {
    String[] ports = nodePortRange.split("-");
    try {
      return new ClusterSettings(
          serviceRange, Integer.parseInt(ports[0]), Integer.parseInt(ports[1]));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "--service-node-port-range is \""
              + nodePortRange
              + "\": give two ports, as in 30000-32767",
          e);
    }
  }
}
