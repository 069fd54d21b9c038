package io.kubevert.nodeagent.lifecycle;

import io.kubevert.nodeagent.environment.DownwardFields;
import io.kubevert.nodeagent.environment.MissingReferenceException;
import io.kubevert.nodeagent.environment.PodReferences;
import io.kubevert.nodeagent.files.PodDirectory;
import io.kubevert.nodeagent.files.PodFiles;
import io.vertx.core.Future;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings ConfigMaps, Secrets and pods' own fields to running pods when they change. */
final class LiveVolumes {
  private static final Logger LOG = LoggerFactory.getLogger(LiveVolumes.class);

  private final PodEdges edges;
  private final PodDisk disk;

  LiveVolumes(PodEdges edges, PodDisk disk) {
    this.edges = edges;
    this.disk = disk;
  }

  /** Does nothing for a pod that has no such files, or no container to see them. */
  void refresh(PodState state) {
    if (state.isTerminating() || state.running().isEmpty() || !PodFiles.followsApi(state.pod())) {
      return;
    }
    PodReferences.read(edges.client(), edges.tokens(), state.pod())
        .compose(
            references ->
                edges
                    .vertx()
                    .executeBlocking(
                        () -> {
                          write(state, references);
                          return null;
                        },
                        false))
        .recover(
            failure ->
                failure instanceof MissingReferenceException
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure))
        .onFailure(
            failure ->
                LOG.atDebug()
                    .addKeyValue("pod", state.key())
                    .addKeyValue("cause", failure.getMessage())
                    .log("volumes keep their files until the next look"));
  }

  private void write(PodState state, PodReferences references) throws IOException {
    PodDirectory directory = disk.directory(state.uid());
    String address = state.sandbox().orElseThrow().address();
    DownwardFields fields = new DownwardFields(state.pod(), address, edges.nodeAddress());
    edges.files().refresh(state.pod(), directory, references, fields);
  }
}
