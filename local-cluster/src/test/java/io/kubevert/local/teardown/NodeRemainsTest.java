package io.kubevert.local.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.process.Command;
import io.kubevert.netns.NetworkNamespace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class NodeRemainsTest {
  @Test
  void processesMountsAndNamespacesGoAndOthersStay(@TempDir Path state) throws Exception {
    NetworkNamespace ours = NetworkNamespace.create("kvtestgone-worker1");
    NetworkNamespace other = NetworkNamespace.create("kvtestgoneother");
    Path mounted = Files.createDirectories(state.resolve("a pod/rootfs"));
    run("mount", "-t", "tmpfs", "none", mounted.toString());
    Process inside = new ProcessBuilder("ip", "netns", "exec", ours.name(), "cat").start();
    Process outside = new ProcessBuilder("ip", "netns", "exec", other.name(), "cat").start();
    try {
      awaitProcessIn(ours);
      awaitProcessIn(other);
      NodeRemains remains = new NodeRemains("kvtestgone", state);
      remains.remove();
      assertThat(inside.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(ours.exists()).isFalse();
      assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
          .doesNotContain(state.toString());
      assertThat(outside.isAlive()).isTrue();
      assertThat(other.exists()).isTrue();
      remains.remove();
    } finally {
      inside.destroyForcibly();
      outside.destroyForcibly();
      ours.delete();
      other.delete();
    }
  }

  @Test
  void mountPointsBelowADirectoryAreFound() {
    List<String> mounts =
        List.of(
            "36 35 98:0 / /srv rw,noatime - ext4 /dev/root rw",
            "37 35 98:0 / /srv/state rw - tmpfs none rw",
            "38 35 98:0 / /srv/state/a\\040pod rw - overlay none rw",
            "39 35 98:0 / /srv/state-of-others rw - tmpfs none rw");
    assertThat(MountedTrees.below(Path.of("/srv/state"), mounts))
        .containsExactly(Path.of("/srv/state/a pod"));
  }

  private static void awaitProcessIn(NetworkNamespace namespace) throws Exception {
    while (NamespaceProcesses.in(Set.of(namespace)).isEmpty()) {
      Thread.onSpinWait();
    }
  }

  private static void run(String... words) throws Exception {
    Command.Result result = Command.of(words).await();
    assertThat(result.exitCode()).as(result.output()).isZero();
  }
}
