package io.kubevert.apiserver.controller.cache;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.view.ControllerRevision;
import io.kubevert.apiserver.controller.view.CronJob;
import io.kubevert.apiserver.controller.view.CustomResourceDefinition;
import io.kubevert.apiserver.controller.view.EndpointSlice;
import io.kubevert.apiserver.controller.view.Endpoints;
import io.kubevert.apiserver.controller.view.KubeObject;
import io.kubevert.apiserver.controller.view.Lease;
import io.kubevert.apiserver.controller.view.Node;
import io.kubevert.apiserver.controller.view.PlainObject;
import io.kubevert.apiserver.controller.view.Pod;
import io.kubevert.apiserver.controller.view.Secret;
import io.kubevert.apiserver.controller.view.Service;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.kinds.apiextensions.CustomResourceDefinitions;
import io.kubevert.client.KubeClient;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every resource but Events, each watched and decoded once for all controllers. */
public final class ClusterCache {
  private static final ResourceType REPLICATION_CONTROLLERS =
      new ResourceType("", "v1", "ReplicationController", "replicationcontrollers", true);
  private static final ResourceType JOBS = new ResourceType("batch", "v1", "Job", "jobs", true);
  private static final ResourceType BUDGETS =
      new ResourceType("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", true);
  private static final ResourceType CRON_JOBS =
      new ResourceType("batch", "v1", "CronJob", "cronjobs", true);

  private final Vertx vertx;
  private final KubeClient client;
  private final List<ObjectCache<? extends KubeObject>> builtIn = new ArrayList<>();
  private final Promise<Void> synced = Promise.promise();

  private final ObjectCache<PlainObject> namespaces;
  private final ObjectCache<Node> nodes;
  private final ObjectCache<Pod> pods;
  private final ObjectCache<Service> services;
  private final ObjectCache<Endpoints> endpoints;
  private final ObjectCache<EndpointSlice> endpointSlices;
  private final ObjectCache<PlainObject> configMaps;
  private final ObjectCache<PlainObject> serviceAccounts;
  private final ObjectCache<Secret> secrets;
  private final ObjectCache<Workload> replicaSets;
  private final ObjectCache<Workload> replicationControllers;
  private final ObjectCache<Workload> deployments;
  private final ObjectCache<Workload> statefulSets;
  private final ObjectCache<Workload> daemonSets;
  private final ObjectCache<Workload> jobs;
  private final ObjectCache<Workload> podDisruptionBudgets;
  private final ObjectCache<CronJob> cronJobs;
  private final ObjectCache<ControllerRevision> controllerRevisions;
  private final ObjectCache<Lease> leases;
  private final CustomCaches custom;

  public ClusterCache(Vertx vertx, KubeClient client) {
    this.vertx = vertx;
    this.client = client;
    namespaces = keep(ResourceTypes.NAMESPACES, PlainObject::of);
    nodes = keep(ResourceTypes.NODES, Node::of);
    pods = keep(ResourceTypes.PODS, Pod::of);
    services = keep(ResourceTypes.SERVICES, Service::of);
    endpoints = keep(ResourceTypes.ENDPOINTS, Endpoints::of);
    endpointSlices = keep(ResourceTypes.ENDPOINT_SLICES, EndpointSlice::of);
    configMaps = keep(ResourceTypes.CONFIG_MAPS, PlainObject::of);
    serviceAccounts = keep(ResourceTypes.SERVICE_ACCOUNTS, PlainObject::of);
    secrets = keep(ResourceTypes.SECRETS, Secret::of);
    replicaSets = keep(ResourceTypes.REPLICA_SETS, Workload::of);
    replicationControllers = keep(REPLICATION_CONTROLLERS, Workload::ofReplicationController);
    deployments = keep(ResourceTypes.DEPLOYMENTS, Workload::of);
    statefulSets = keep(ResourceTypes.STATEFUL_SETS, Workload::of);
    daemonSets = keep(ResourceTypes.DAEMON_SETS, Workload::of);
    jobs = keep(JOBS, Workload::of);
    podDisruptionBudgets = keep(BUDGETS, Workload::of);
    cronJobs = keep(CRON_JOBS, CronJob::of);
    controllerRevisions = keep(ResourceTypes.CONTROLLER_REVISIONS, ControllerRevision::of);
    leases = keep(ResourceTypes.LEASES, Lease::of);
    custom =
        new CustomCaches(
            vertx, client, keep(CustomResourceDefinitions.TYPE, CustomResourceDefinition::of));
    Set<ResourceType> kept = builtIn.stream().map(ObjectCache::type).collect(Collectors.toSet());
    ResourceCatalog.builtInTypes().stream()
        // There are many of them, they own nothing and nobody owns them.
        .filter(type -> !type.equals(ResourceTypes.EVENTS) && !kept.contains(type))
        .forEach(type -> keep(type, PlainObject::of));
  }

  private <T extends KubeObject> ObjectCache<T> keep(
      ResourceType type, Function<ObjectNode, T> decode) {
    ObjectCache<T> cache = new ObjectCache<>(vertx, client, type, decode);
    builtIn.add(cache);
    return cache;
  }

  /** Lists and watches everything; completes when all of it is here. */
  public Future<Void> start() {
    return Future.all(builtIn.stream().map(ObjectCache::start).toList())
        .compose(_ -> custom.synced())
        .onSuccess(synced::complete);
  }

  public Future<Void> stop() {
    synced.tryFail("the controllers are stopping");
    return Future.join(everything().map(ObjectCache::stop).toList()).mapEmpty();
  }

  /** Completes when everything is here; before that, what is missing means nothing. */
  public Future<Void> synced() {
    return synced.future();
  }

  /** The caches of the resources that Kubernetes itself has. */
  public List<ObjectCache<? extends KubeObject>> builtIn() {
    return List.copyOf(builtIn);
  }

  /** The caches that there are now, those of resources that users define included. */
  public Stream<ObjectCache<? extends KubeObject>> everything() {
    return Stream.concat(builtIn.stream(), custom.all());
  }

  /** Adds who is to hear of each cache before it is started; to be called before {@link #start}. */
  public void onCache(Consumer<ObjectCache<? extends KubeObject>> listener) {
    builtIn.forEach(listener);
    custom.onCache(listener::accept);
  }

  public ObjectCache<PlainObject> namespaces() {
    return namespaces;
  }

  public ObjectCache<Node> nodes() {
    return nodes;
  }

  public ObjectCache<Pod> pods() {
    return pods;
  }

  public ObjectCache<Service> services() {
    return services;
  }

  public ObjectCache<Endpoints> endpoints() {
    return endpoints;
  }

  public ObjectCache<EndpointSlice> endpointSlices() {
    return endpointSlices;
  }

  public ObjectCache<PlainObject> configMaps() {
    return configMaps;
  }

  public ObjectCache<PlainObject> serviceAccounts() {
    return serviceAccounts;
  }

  public ObjectCache<Secret> secrets() {
    return secrets;
  }

  public ObjectCache<Workload> replicaSets() {
    return replicaSets;
  }

  public ObjectCache<Workload> replicationControllers() {
    return replicationControllers;
  }

  public ObjectCache<Workload> deployments() {
    return deployments;
  }

  public ObjectCache<Workload> statefulSets() {
    return statefulSets;
  }

  public ObjectCache<Workload> daemonSets() {
    return daemonSets;
  }

  public ObjectCache<Workload> jobs() {
    return jobs;
  }

  public ObjectCache<Workload> podDisruptionBudgets() {
    return podDisruptionBudgets;
  }

  public ObjectCache<CronJob> cronJobs() {
    return cronJobs;
  }

  public ObjectCache<ControllerRevision> controllerRevisions() {
    return controllerRevisions;
  }

  public ObjectCache<Lease> leases() {
    return leases;
  }
}
