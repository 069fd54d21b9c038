package io.kubevert.nodeagent.container;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.kubevert.nodeagent.files.BindMount;
import io.kubevert.nodeagent.image.Image;
import io.kubevert.nodeagent.linux.ProcessId;
import io.kubevert.nodeagent.sandbox.Sandbox;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that one run of a container is made from.
 *
 * @param attempt 0 for the container's first run
 * @param arguments the program and its arguments
 * @param environment in the container's order
 * @param peer the first process of another container of the pod that runs, whose namespaces are
 *     shared
 * @param target the first process of the container whose process namespace is shared, too
 */
public record ContainerRequest(
    Pod pod,
    Container container,
    int attempt,
    Image image,
    Sandbox sandbox,
    String hostname,
    List<String> arguments,
    Map<String, String> environment,
    List<BindMount> mounts,
    Optional<ProcessId> peer,
    Optional<ProcessId> target) {

  public String uid() {
    return pod.getMetadata().getUid();
  }
}
