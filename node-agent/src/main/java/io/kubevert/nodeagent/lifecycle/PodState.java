package io.kubevert.nodeagent.lifecycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.nodeagent.container.RunningContainer;
import io.kubevert.nodeagent.sandbox.Sandbox;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a pod asks for, and what there is of it.
 *
 * @param object the pod as last seen in the API
 * @param pod the same, decoded
 * @param removed whether it is gone from the API
 * @param sandbox its namespaces, kept after their end for the address
 * @param networkReleased whether the sandbox was given back
 * @param containers by name; those that were never looked at are absent
 */
public record PodState(
    ObjectNode object,
    Pod pod,
    boolean removed,
    Optional<Sandbox> sandbox,
    boolean networkReleased,
    Map<String, ContainerState> containers) {

  public PodState {
    containers = Map.copyOf(containers);
  }

  static PodState of(ObjectNode object) {
    Pod pod = Json.read(object, Pod.class);
    return new PodState(object, pod, false, Optional.empty(), false, Map.of());
  }

  PodState seen(ObjectNode newer) {
    Pod decoded = Json.read(newer, Pod.class);
    return new PodState(newer, decoded, removed, sandbox, networkReleased, containers);
  }

  PodState withRemoved() {
    return new PodState(object, pod, true, sandbox, networkReleased, containers);
  }

  PodState with(Sandbox made) {
    return new PodState(object, pod, removed, Optional.of(made), false, containers);
  }

  PodState withNetworkReleased() {
    return new PodState(object, pod, removed, sandbox, true, containers);
  }

  PodState with(String container, ContainerState state) {
    Map<String, ContainerState> next = new LinkedHashMap<>(containers);
    next.put(container, state);
    return new PodState(object, pod, removed, sandbox, networkReleased, next);
  }

  public String uid() {
    return pod.getMetadata().getUid();
  }

  public ObjectKey key() {
    return new ObjectKey(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
  }

  long revision() {
    return Long.parseLong(pod.getMetadata().getResourceVersion());
  }

  public boolean isTerminating() {
    return removed || pod.getMetadata().getDeletionTimestamp() != null;
  }

  public ContainerState container(String name) {
    return containers.getOrDefault(name, ContainerState.NEW);
  }

  /** Every container, those for initialization first, those for debugging last. */
  public List<Container> allContainers() {
    List<Container> all = new ArrayList<>(pod.getSpec().getInitContainers());
    all.addAll(pod.getSpec().getContainers());
    all.addAll(ephemeralContainers());
    return all;
  }

  /** The containers that were added to the running pod, as if they were its own. */
  public List<Container> ephemeralContainers() {
    return pod.getSpec().getEphemeralContainers().stream()
        .map(each -> Json.read(Json.tree(each), Container.class))
        .toList();
  }

  /** The container whose processes one of these is to see, if it is one that runs. */
  Optional<RunningContainer> target(String ephemeral) {
    return pod.getSpec().getEphemeralContainers().stream()
        .filter(each -> each.getName().equals(ephemeral))
        .flatMap(each -> Optional.ofNullable(each.getTargetContainerName()).stream())
        .flatMap(target -> container(target).container().stream())
        .findFirst();
  }

  /** The container of this name as the pod describes it. */
  public Optional<Container> description(String name) {
    return allContainers().stream().filter(each -> each.getName().equals(name)).findFirst();
  }

  public List<RunningContainer> running() {
    return containers.values().stream().flatMap(state -> state.container().stream()).toList();
  }

  /** Whether an init container goes on beside the main ones. */
  public static boolean isSidecar(Container initContainer) {
    return "Always".equals(initContainer.getRestartPolicy());
  }
}
