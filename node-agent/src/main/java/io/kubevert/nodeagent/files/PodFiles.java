package io.kubevert.nodeagent.files;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.kubevert.nodeagent.environment.DownwardFields;
import io.kubevert.nodeagent.environment.Expansion;
import io.kubevert.nodeagent.environment.PodReferences;
import io.kubevert.nodeagent.linux.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes what a pod's containers find under {@code /etc} and in their volumes. Calls block. */
public final class PodFiles {
  private static final Path NODE_HOSTS = Path.of("/etc/hosts");
  private static final Path NODE_RESOLVER = Path.of("/etc/resolv.conf");
  private static final Path NODE_SHARED_MEMORY = Path.of("/dev/shm");
  private static final long SHARED_MEMORY_BYTES = 64L << 20;

  private final String nodeName;
  private final String clusterDns;
  private final String domain;

  public PodFiles(String nodeName, String clusterDns, String domain) {
    this.nodeName = nodeName;
    this.clusterDns = clusterDns;
    this.domain = domain;
  }

  public PodName name(Pod pod) {
    return PodName.of(pod, nodeName, domain);
  }

  /** The resolver's configuration that a pod is given. */
  public ResolvConf resolver(Pod pod) throws IOException {
    PodSpec spec = pod.getSpec();
    String node = Files.exists(NODE_RESOLVER) ? Files.readString(NODE_RESOLVER) : "";
    return ResolvConf.of(
        spec.getDnsPolicy() == null ? "ClusterFirst" : spec.getDnsPolicy(),
        Boolean.TRUE.equals(spec.getHostNetwork()),
        spec.getDnsConfig(),
        pod.getMetadata().getNamespace(),
        clusterDns,
        domain,
        ResolvConf.parse(node));
  }

  /** Writes the files and volumes, and says where a container sees them. */
  public List<BindMount> write(
      Pod pod,
      Container container,
      PodDirectory directory,
      String address,
      PodReferences references,
      DownwardFields fields,
      Map<String, String> environment)
      throws IOException {
    new VolumeFiles(directory, references, fields).write(pod);
    List<BindMount> mounts = new ArrayList<>(etc(pod, container, directory, address));
    mounts.add(new BindMount(sharedMemory(pod, directory), "/dev/shm", false));
    for (VolumeMount mount : container.getVolumeMounts()) {
      mounts.add(
          new BindMount(
              source(pod, mount, directory, environment),
              mount.getMountPath(),
              Boolean.TRUE.equals(mount.getReadOnly()) || VolumeFiles.isReadOnly(pod, mount)));
    }
    return mounts;
  }

  /** Whether a pod has files that follow the API while it runs. */
  public static boolean followsApi(Pod pod) {
    return pod.getSpec().getVolumes().stream().anyMatch(VolumeFiles::comesFromApi);
  }

  /** Brings the files of a running pod to what the API has now. */
  public void refresh(
      Pod pod, PodDirectory directory, PodReferences references, DownwardFields fields)
      throws IOException {
    new VolumeFiles(directory, references, fields).refresh(pod);
  }

  private static Path sharedMemory(Pod pod, PodDirectory directory) throws IOException {
    if (Boolean.TRUE.equals(pod.getSpec().getHostIPC())) {
      return NODE_SHARED_MEMORY;
    }
    Mounts.memory(directory.sharedMemory(), SHARED_MEMORY_BYTES);
    return directory.sharedMemory();
  }

  private List<BindMount> etc(Pod pod, Container container, PodDirectory directory, String address)
      throws IOException {
    PodSpec spec = pod.getSpec();
    PodName name = name(pod);
    boolean host = Boolean.TRUE.equals(spec.getHostNetwork());
    String hosts =
        host
            ? HostsFile.ofHost(Files.readString(NODE_HOSTS), spec.getHostAliases())
            : HostsFile.ofPod(name, address, spec.getHostAliases());
    Map<String, String> files =
        Map.of(
            "hosts",
            hosts,
            "hostname",
            name.kernelName(pod) + "\n",
            "resolv.conf",
            resolver(pod).render());
    List<BindMount> mounts = new ArrayList<>();
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = directory.etc(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
      String destination = "/etc/" + file.getKey();
      if (container.getVolumeMounts().stream()
          .noneMatch(mount -> mount.getMountPath().equals(destination))) {
        mounts.add(new BindMount(path, destination, false));
      }
    }
    return mounts;
  }

  private static Path source(
      Pod pod, VolumeMount mount, PodDirectory directory, Map<String, String> environment)
      throws IOException {
    Path volume = VolumeFiles.source(pod, mount.getName(), directory);
    String subPath = mount.getSubPath();
    if (mount.getSubPathExpr() != null) {
      subPath = Expansion.expand(mount.getSubPathExpr(), environment);
    }
    if (subPath == null || subPath.isEmpty()) {
      return volume;
    }
    Path inside = volume.resolve(subPath).normalize();
    if (!inside.startsWith(volume)) {
      throw new IOException("subPath \"" + subPath + "\" leaves its volume");
    }
    if (!Files.exists(inside)) {
      Files.createDirectories(inside);
    }
    // A container may have put a link there that leads out of the volume.
    Path real = inside.toRealPath();
    if (!real.startsWith(volume.toRealPath())) {
      throw new IOException("subPath \"" + subPath + "\" leaves its volume");
    }
    return real;
  }
}
