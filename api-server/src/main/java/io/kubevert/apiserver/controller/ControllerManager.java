package io.kubevert.apiserver.controller;

import io.kubevert.apiserver.controller.addon.AddonController;
import io.kubevert.apiserver.controller.cache.ControllerContext;
import io.kubevert.apiserver.controller.cronjob.CronJobController;
import io.kubevert.apiserver.controller.daemonset.DaemonSetController;
import io.kubevert.apiserver.controller.deployment.DeploymentController;
import io.kubevert.apiserver.controller.disruption.DisruptionController;
import io.kubevert.apiserver.controller.endpoints.EndpointsController;
import io.kubevert.apiserver.controller.endpointslice.EndpointSliceController;
import io.kubevert.apiserver.controller.endpointslice.EndpointSliceMirroringController;
import io.kubevert.apiserver.controller.garbagecollector.GarbageCollector;
import io.kubevert.apiserver.controller.job.JobController;
import io.kubevert.apiserver.controller.namespace.NamespaceController;
import io.kubevert.apiserver.controller.namespace.NamespaceGiftController;
import io.kubevert.apiserver.controller.node.MirrorPodController;
import io.kubevert.apiserver.controller.node.NodeLifecycleController;
import io.kubevert.apiserver.controller.node.PodCidrController;
import io.kubevert.apiserver.controller.node.PodEvictionController;
import io.kubevert.apiserver.controller.replicaset.ReplicaSetController;
import io.kubevert.apiserver.controller.serviceaccount.TokenSecretController;
import io.kubevert.apiserver.controller.statefulset.StatefulSetController;
import io.kubevert.client.ControlPlane;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;

/** Runs every controller, over one shared view of the cluster, on one event loop. */
public final class ControllerManager extends VerticleBase {
  private final ControllerManagerConfig config;
  private final ControlPlane controlPlane;
  private ControllerContext controllers;

  public ControllerManager(ControllerManagerConfig config, ControlPlane controlPlane) {
    this.config = config;
    this.controlPlane = controlPlane;
  }

  /** Completes when all that the controllers look at is known. */
  @Override
  public Future<?> start() {
    controllers = new ControllerContext(vertx, controlPlane.clientFor(context), Clock.systemUTC());
    new NodeLifecycleController(controllers, config.nodeMonitorGracePeriod());
    new MirrorPodController(controllers, config.nodeMonitorGracePeriod());
    new PodEvictionController(controllers);
    new PodCidrController(controllers, config.clusterCidr(), config.nodeCidrMaskSize());
    new EndpointSliceController(controllers);
    new EndpointSliceMirroringController(controllers);
    new EndpointsController(controllers);
    ReplicaSetController.replicaSets(controllers);
    ReplicaSetController.replicationControllers(controllers);
    new DeploymentController(controllers);
    new DaemonSetController(controllers);
    new StatefulSetController(controllers);
    new JobController(controllers);
    new CronJobController(controllers);
    new DisruptionController(controllers);
    new GarbageCollector(controllers);
    new NamespaceController(controllers);
    NamespaceGiftController.serviceAccounts(controllers);
    NamespaceGiftController.rootCertificates(controllers, config.clusterCa());
    new TokenSecretController(controllers, config.clusterCa());
    new AddonController(controllers, config.clusterDns());
    return controllers.start();
  }

  @Override
  public Future<?> stop() {
    return controllers.stop();
  }
}
