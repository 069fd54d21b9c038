package io.kubevert.apiserver.controller.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.view.Pod;
import io.kubevert.apiserver.controller.view.Workload;
import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.request.DeleteOptions;
import io.kubevert.client.resource.ResourceType;
import io.vertx.core.Future;

/** Makes and deletes the pods of one kind of workload, and tells its user by events. */
public final class PodControl {
  private final ObjectCache<Pod> pods;
  private final ResourceType type;
  private final EventRecorder events;

  /**
   * @param type the workloads' resource
   */
  public PodControl(ObjectCache<Pod> pods, ResourceType type, EventRecorder events) {
    this.pods = pods;
    this.type = type;
    this.events = events;
  }

  /** Fails as the server refuses, after an event that says why. */
  public Future<?> create(Workload workload, ObjectNode manifest) {
    return pods.create(manifest)
        .onSuccess(
            pod ->
                record(
                    workload,
                    EventRecorder.Type.NORMAL,
                    "SuccessfulCreate",
                    "Created pod: " + pod.metadata().name()))
        .onFailure(
            failure ->
                record(
                    workload,
                    EventRecorder.Type.WARNING,
                    "FailedCreate",
                    "Error creating: " + failure.getMessage()));
  }

  /** Asks for the pod's end, with the grace it wants. */
  public Future<?> delete(Workload workload, Pod pod) {
    return pods.delete(pod, DeleteOptions.DEFAULT)
        .onSuccess(
            ignored ->
                record(
                    workload,
                    EventRecorder.Type.NORMAL,
                    "SuccessfulDelete",
                    "Deleted pod: " + pod.metadata().name()));
  }

  /** Records an event about a workload. */
  public void record(Workload workload, EventRecorder.Type type, String reason, String message) {
    events.record(workload.metadata().reference(this.type), type, reason, message);
  }
}
