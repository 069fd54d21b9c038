package io.kubevert.local.teardown;

import io.kubevert.netns.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Ends the pods of all nodes and removes their traces: processes, mounts, network namespaces.
 *
 * <p>A process belongs to the cluster if it lives in a namespace whose name begins with the
 * cluster's prefix and a dash: node agents and their pods live nowhere else.
 */
public final class NodeRemains {
  private static final int MOST_ROUNDS = 250;
  private static final long ROUND_MILLIS = 20;

  private final String prefix;
  private final Path state;

  /**
   * @param prefix the cluster's, without the dash
   * @param state the directory that the pods' file systems are mounted under
   */
  public NodeRemains(String prefix, Path state) {
    this.prefix = prefix + "-";
    this.state = state;
  }

  /** Blocks until all is gone, at most some seconds; safe to repeat. */
  public void remove() throws IOException, InterruptedException {
    Set<NetworkNamespace> namespaces = NamespaceProcesses.namespacesStartingWith(prefix);
    endProcesses(namespaces);
    MountedTrees.unmountBelow(state);
    for (NetworkNamespace namespace : namespaces) {
      namespace.delete();
    }
  }

  /** Looks again after each round, since a dying parent may have had time for one more child. */
  private static void endProcesses(Set<NetworkNamespace> namespaces)
      throws IOException, InterruptedException {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      Set<ProcessHandle> processes = NamespaceProcesses.in(namespaces);
      if (processes.isEmpty()) {
        return;
      }
      processes.forEach(ProcessHandle::destroyForcibly);
      TimeUnit.MILLISECONDS.sleep(ROUND_MILLIS);
    }
    throw new IOException(
        "processes do not end: "
            + NamespaceProcesses.in(namespaces).stream().map(ProcessHandle::pid).toList());
  }
}
