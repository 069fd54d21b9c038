package io.kubevert.nodeagent.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.kubevert.client.Json;
import io.kubevert.nodeagent.files.BindMount;
import java.nio.file.Path;
import java.util.List;

/**
 * A container's {@code config.json} by the OCI runtime specification.
 *
 * <p>It names no cgroup and no limit: containers share their node's, so that neither a cgroup
 * hierarchy nor CAP_SYS_RESOURCE is needed.
 */
final class OciConfiguration {
  private static final Path NAMESPACES = Path.of("/run/netns");
  private static final String TERMINAL = "TERM=xterm";
  private static final List<String> MASKED =
      List.of(
          "/proc/acpi",
          "/proc/asound",
          "/proc/kcore",
          "/proc/keys",
          "/proc/latency_stats",
          "/proc/sched_debug",
          "/proc/scsi",
          "/proc/timer_list",
          "/proc/timer_stats",
          "/sys/firmware");
  private static final List<String> READ_ONLY =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

  private OciConfiguration() {}

  /** Where the root file system will be, and who runs with what rights there. */
  record Place(Path root, ContainerUser user, List<String> capabilities) {}

  static ObjectNode of(ContainerRequest request, Place place) {
    ObjectNode config = Json.object().put("ociVersion", "1.0.2");
    SecurityContext security = request.container().getSecurityContext();
    config.set("process", process(request, place));
    config
        .putObject("root")
        .put("path", place.root.toString())
        .put("readonly", security != null && truth(security.getReadOnlyRootFilesystem()));
    config.put("hostname", request.hostname());
    config.set("mounts", mounts(request, security != null && truth(security.getPrivileged())));
    config.set("linux", linux(request));
    return config;
  }

  /** The process of a container's configuration with another program, on a terminal. */
  static ObjectNode onTerminal(ObjectNode config, List<String> program) {
    ObjectNode process = config.withObjectProperty("process").deepCopy();
    process.put("terminal", true);
    program.forEach(process.putArray("args")::add);
    ArrayNode environment = process.withArrayProperty("env");
    boolean known = false;
    for (JsonNode variable : environment) {
      known |= variable.asText().startsWith("TERM=");
    }
    if (!known) {
      environment.add(TERMINAL);
    }
    return process;
  }

  private static ObjectNode process(ContainerRequest request, Place place) {
    ObjectNode process = Json.object();
    process.put("terminal", truth(request.container().getTty()));
    ObjectNode user = process.putObject("user");
    user.put("uid", place.user.uid()).put("gid", place.user.gid());
    ArrayNode groups = user.putArray("additionalGids");
    var podSecurity = request.pod().getSpec().getSecurityContext();
    if (podSecurity != null) {
      podSecurity.getSupplementalGroups().forEach(groups::add);
      if (podSecurity.getFsGroup() != null) {
        groups.add(podSecurity.getFsGroup());
      }
    }
    request.arguments().forEach(process.putArray("args")::add);
    ArrayNode environment = process.putArray("env");
    request.environment().forEach((name, value) -> environment.add(name + "=" + value));
    if (truth(request.container().getTty()) && !request.environment().containsKey("TERM")) {
      environment.add(TERMINAL);
    }
    String directory = request.container().getWorkingDir();
    process.put(
        "cwd",
        directory == null || directory.isEmpty() ? request.image().workingDirectory() : directory);
    ObjectNode capabilities = process.putObject("capabilities");
    for (String set : List.of("bounding", "effective", "permitted")) {
      place.capabilities.forEach(capabilities.putArray(set)::add);
    }
    SecurityContext security = request.container().getSecurityContext();
    process.put(
        "noNewPrivileges",
        security != null && Boolean.FALSE.equals(security.getAllowPrivilegeEscalation()));
    return process;
  }

  private static ArrayNode mounts(ContainerRequest request, boolean privileged) {
    ArrayNode mounts = Json.object().putArray("mounts");
    mount(mounts, "/proc", "proc", "nosuid", "noexec", "nodev");
    mount(mounts, "/dev", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k");
    mount(
        mounts,
        "/dev/pts",
        "devpts",
        "nosuid",
        "noexec",
        "newinstance",
        "ptmxmode=0666",
        "mode=0620",
        "gid=5");
    mount(mounts, "/dev/mqueue", "mqueue", "nosuid", "noexec", "nodev");
    mount(mounts, "/sys", "sysfs", "nosuid", "noexec", "nodev", privileged ? "rw" : "ro");
    for (BindMount bind : request.mounts()) {
      ObjectNode mount = mounts.addObject();
      mount.put("destination", bind.destination()).put("type", "bind");
      mount.put("source", bind.source().toString());
      mount.putArray("options").add("rbind").add("rprivate").add(bind.readOnly() ? "ro" : "rw");
    }
    return mounts;
  }

  private static void mount(ArrayNode mounts, String destination, String type, String... options) {
    ObjectNode mount = mounts.addObject();
    mount.put("destination", destination).put("type", type).put("source", type);
    ArrayNode list = mount.putArray("options");
    for (String option : options) {
      list.add(option);
    }
  }

  private static ObjectNode linux(ContainerRequest request) {
    ObjectNode linux = Json.object();
    ArrayNode namespaces = linux.putArray("namespaces");
    PodSpec spec = request.pod().getSpec();
    namespaces.addObject().put("type", "mount");
    share(request, namespaces.addObject().put("type", "uts"), "uts");
    if (!truth(spec.getHostPID())) {
      ObjectNode processes = namespaces.addObject().put("type", "pid");
      request
          .target()
          .ifPresent(target -> processes.put("path", "/proc/" + target.pid() + "/ns/pid"));
    }
    if (!truth(spec.getHostIPC())) {
      share(request, namespaces.addObject().put("type", "ipc"), "ipc");
    }
    if (!request.sandbox().usesHostNetwork()) {
      namespaces
          .addObject()
          .put("type", "network")
          .put("path", NAMESPACES.resolve(request.sandbox().namespace()).toString());
      linux.set("sysctl", sysctls(spec));
    }
    SecurityContext security = request.container().getSecurityContext();
    if (security == null || !truth(security.getPrivileged())) {
      MASKED.forEach(linux.putArray("maskedPaths")::add);
      READ_ONLY.forEach(linux.putArray("readonlyPaths")::add);
    }
    return linux;
  }

  /** The first container of a pod makes a namespace, and those after it enter that. */
  private static void share(ContainerRequest request, ObjectNode namespace, String file) {
    request.peer().ifPresent(peer -> namespace.put("path", "/proc/" + peer.pid() + "/ns/" + file));
  }

  private static ObjectNode sysctls(PodSpec spec) {
    ObjectNode sysctls = Json.object();
    sysctls.put("net.ipv4.ip_unprivileged_port_start", "0");
    sysctls.put("net.ipv4.ping_group_range", "0 2147483647");
    if (spec.getSecurityContext() != null) {
      spec.getSecurityContext()
          .getSysctls()
          .forEach(sysctl -> sysctls.put(sysctl.getName(), sysctl.getValue()));
    }
    return sysctls;
  }

  private static boolean truth(Boolean value) {
    return Boolean.TRUE.equals(value);
  }
}
