package io.kubevert.kubeproxy.health;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What of a Service is in the kernel.
 *
 * @param at when it was last written, or found to be there already
 */
public record ProgrammedRevision(Revisions revisions, Instant at) {

  /**
   * The objects that it was compiled from.
   *
   * @param service the Service's resourceVersion
   * @param slices the resourceVersion of each of its EndpointSlices, by name
   */
  public record Revisions(String service, Map<String, String> slices) {
    public Revisions {
      slices = new TreeMap<>(slices);
    }
  }
}
