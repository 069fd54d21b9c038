package io.kubevert.nodeagent.lifecycle;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.nodeagent.container.ContainerRequest;
import io.kubevert.nodeagent.container.RunningContainer;
import io.kubevert.nodeagent.environment.ContainerEnvironment;
import io.kubevert.nodeagent.environment.DownwardFields;
import io.kubevert.nodeagent.environment.Expansion;
import io.kubevert.nodeagent.environment.MissingReferenceException;
import io.kubevert.nodeagent.environment.PodReferences;
import io.kubevert.nodeagent.environment.ServiceAddress;
import io.kubevert.nodeagent.environment.ServiceEnvironment;
import io.kubevert.nodeagent.files.BindMount;
import io.kubevert.nodeagent.files.PodDirectory;
import io.kubevert.nodeagent.image.Image;
import io.kubevert.nodeagent.image.ImagePuller.Outcome;
import io.kubevert.nodeagent.linux.ProcessId;
import io.kubevert.nodeagent.sandbox.Sandbox;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Starts containers: image, references, variables, files, and then the run itself. */
final class ContainerStarter {
  private static final long RETRY_MILLIS = 2_000;
  private static final String PULLING = "pulling the image";

  private final PodEdges edges;
  private final Consumer<String> lookAgain;

  ContainerStarter(PodEdges edges, Consumer<String> lookAgain) {
    this.edges = edges;
    this.lookAgain = lookAgain;
  }

  /** Starts a container, or says in its state why it does not run. */
  Future<ContainerState> start(PodState pod, Container container) {
    ContainerState state = pod.container(container.getName());
    Optional<Collection<ServiceAddress>> services = edges.services().get();
    if (services.isEmpty()) {
      return Future.succeededFuture(
          state.waiting("ContainerCreating", "Services are not known yet", now() + 100));
    }
    return edges
        .images()
        .find(container.getImage(), container.getImagePullPolicy())
        .compose(
            outcome ->
                switch (outcome) {
                  case Outcome.Present present -> {
                    notePresent(pod, container, isPulling(state));
                    yield create(pod, container, present.image(), services.get());
                  }
                  case Outcome.Pulling pulling -> {
                    if (!isPulling(state)) {
                      note(pod, "Pulling", "Pulling image \"" + container.getImage() + "\"");
                    }
                    pulling.done().onComplete(ended -> lookAgain.accept(pod.uid()));
                    yield Future.succeededFuture(
                        state.waiting("ContainerCreating", PULLING, Long.MAX_VALUE));
                  }
                  case Outcome.Failed failed -> {
                    warn(pod, "Failed", "Failed to pull image: " + failed.message());
                    yield Future.succeededFuture(
                        state.waiting(failed.reason(), failed.message(), failed.retryAtMillis()));
                  }
                })
        .recover(failure -> refused(pod, state, failure));
  }

  private Future<ContainerState> create(
      PodState pod, Container container, Image image, Collection<ServiceAddress> services) {
    ContainerState state = pod.container(container.getName());
    return PodReferences.read(edges.client(), edges.tokens(), pod.pod())
        .compose(
            references ->
                edges
                    .vertx()
                    .executeBlocking(
                        () ->
                            edges
                                .runtime()
                                .run(request(pod, container, image, services, references)),
                        false))
        .map(
            running -> {
              note(pod, "Created", "Created container: " + container.getName());
              note(pod, "Started", "Started container " + container.getName());
              return started(container, state, running);
            });
  }

  private static ContainerState started(
      Container container, ContainerState state, RunningContainer running) {
    return state.running(
        running, container.getStartupProbe() != null, container.getReadinessProbe() != null);
  }

  private ContainerRequest request(
      PodState state,
      Container container,
      Image image,
      Collection<ServiceAddress> services,
      PodReferences references)
      throws IOException {
    Pod pod = state.pod();
    Sandbox sandbox = state.sandbox().orElseThrow();
    DownwardFields fields = new DownwardFields(pod, sandbox.address(), edges.nodeAddress());
    String namespace = pod.getMetadata().getNamespace();
    String hostname = edges.files().name(pod).kernelName(pod);
    boolean links = !Boolean.FALSE.equals(pod.getSpec().getEnableServiceLinks());
    Map<String, String> environment =
        new ContainerEnvironment(namespace, references, fields)
            .of(
                container,
                image.environment(),
                hostname,
                ServiceEnvironment.of(services, namespace, links));
    PodDirectory directory = PodDirectory.of(edges.data().resolve("pods"), state.uid());
    List<BindMount> mounts =
        edges
            .files()
            .write(pod, container, directory, sandbox.address(), references, fields, environment);
    return new ContainerRequest(
        pod,
        container,
        state.container(container.getName()).attempts(),
        image,
        sandbox,
        hostname,
        arguments(container, image, environment),
        environment,
        mounts,
        state.running().stream()
            .map(RunningContainer::process)
            .filter(ProcessId::isAlive)
            .findFirst(),
        state.target(container.getName()).map(RunningContainer::process));
  }

  /** A command in the pod replaces the image's arguments, too. */
  private static List<String> arguments(
      Container container, Image image, Map<String, String> environment) {
    List<String> arguments = new ArrayList<>();
    if (container.getCommand().isEmpty()) {
      arguments.addAll(image.entrypoint());
      arguments.addAll(container.getArgs().isEmpty() ? image.command() : container.getArgs());
    } else {
      arguments.addAll(container.getCommand());
      arguments.addAll(container.getArgs());
    }
    if (arguments.isEmpty()) {
      throw new MissingReferenceException("no command specified");
    }
    return arguments.stream().map(text -> Expansion.expand(text, environment)).toList();
  }

  private Future<ContainerState> refused(PodState pod, ContainerState state, Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    if (failure instanceof MissingReferenceException) {
      warn(pod, "Failed", "Error: " + message);
      return Future.succeededFuture(
          state.waiting("CreateContainerConfigError", message, now() + RETRY_MILLIS));
    }
    if (failure instanceof IOException) {
      warn(pod, "Failed", "Error: " + message);
      ContainerExit exit = new ContainerExit("", 128, "StartError", message, now(), now());
      ContainerState ended = state.exited(exit, RestartBackOff.crashes(state.crashes(), exit));
      return Future.succeededFuture(ended.attempted());
    }
    return Future.failedFuture(failure);
  }

  private static boolean isPulling(ContainerState state) {
    return state.phase() instanceof ContainerState.Phase.Waiting waiting
        && waiting.message().equals(PULLING);
  }

  private void notePresent(PodState pod, Container container, boolean pulled) {
    String image = "\"" + container.getImage() + "\"";
    note(
        pod,
        "Pulled",
        pulled
            ? "Successfully pulled image " + image
            : "Container image " + image + " already present on machine");
  }

  private void note(PodState pod, String reason, String message) {
    edges.events().record(pod.object(), EventRecorder.Type.NORMAL, reason, message);
  }

  private void warn(PodState pod, String reason, String message) {
    edges.events().record(pod.object(), EventRecorder.Type.WARNING, reason, message);
  }

  private static long now() {
    return System.currentTimeMillis();
  }
}
