package io.kubevert.nodeagent.lifecycle;

import io.kubevert.client.KubeClient;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.nodeagent.container.ContainerExec;
import io.kubevert.nodeagent.container.ContainerRuntime;
import io.kubevert.nodeagent.environment.AccountTokens;
import io.kubevert.nodeagent.environment.ServiceAddress;
import io.kubevert.nodeagent.files.PodFiles;
import io.kubevert.nodeagent.image.ImagePuller;
import io.kubevert.nodeagent.network.Ipv4Range;
import io.kubevert.nodeagent.probe.NetworkProbe;
import io.kubevert.nodeagent.sandbox.SandboxNetwork;
import io.kubevert.nodeagent.status.StatusWriter;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Everything outside that pods are run with.
 *
 * @param podRange this node's addresses, once it was given some
 * @param services the Services there are, once they are known
 */
public record PodEdges(
    Vertx vertx,
    Path data,
    String nodeAddress,
    KubeClient client,
    AccountTokens tokens,
    EventRecorder events,
    StatusWriter status,
    SandboxNetwork sandboxes,
    ContainerRuntime runtime,
    ContainerExec exec,
    NetworkProbe probes,
    ImagePuller images,
    PodFiles files,
    Supplier<Optional<Ipv4Range>> podRange,
    Supplier<Optional<Collection<ServiceAddress>>> services) {}
