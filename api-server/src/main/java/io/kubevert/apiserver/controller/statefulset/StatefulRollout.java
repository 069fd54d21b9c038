package io.kubevert.apiserver.controller.statefulset;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.controller.view.Workload;

/**
 * Which pods a StatefulSet wants, and how it goes from one set of pods to the next.
 *
 * @param first the lowest ordinal
 * @param parallel whether pods need not wait for each other to come and go
 * @param rolling false if pods of a former template wait for somebody to delete them
 * @param partition how many pods, from the first one, keep the former template
 * @param current the name of the former revision
 * @param update the name of the present revision
 */
record StatefulRollout(
    int first,
    int replicas,
    boolean parallel,
    boolean rolling,
    int partition,
    String current,
    String update) {

  static StatefulRollout of(Workload set, String current, String update) {
    JsonNode spec = set.spec();
    JsonNode strategy = spec.path("updateStrategy");
    return new StatefulRollout(
        spec.path("ordinals").path("start").asInt(),
        set.replicas(),
        spec.path("podManagementPolicy").asText().equals("Parallel"),
        !strategy.path("type").asText().equals("OnDelete"),
        strategy.path("rollingUpdate").path("partition").asInt(),
        current,
        update);
  }

  /** One above the highest ordinal. */
  int end() {
    return first + replicas;
  }

  boolean wants(int ordinal) {
    return ordinal >= first && ordinal < end();
  }

  /** The lowest ordinal that is to have the present template. */
  int firstUpdated() {
    return first + partition;
  }

  /** The name of the revision that a new pod is made from. */
  String revisionOf(int ordinal) {
    return rolling && ordinal < firstUpdated() ? current : update;
  }
}
