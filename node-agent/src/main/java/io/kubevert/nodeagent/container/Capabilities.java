package io.kubevert.nodeagent.container;

import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Which capabilities(7) a container's processes have. */
final class Capabilities {
  private static final List<String> DEFAULT =
      List.of(
          "CAP_AUDIT_WRITE",
          "CAP_CHOWN",
          "CAP_DAC_OVERRIDE",
          "CAP_FOWNER",
          "CAP_FSETID",
          "CAP_KILL",
          "CAP_MKNOD",
          "CAP_NET_BIND_SERVICE",
          "CAP_NET_RAW",
          "CAP_SETFCAP",
          "CAP_SETGID",
          "CAP_SETPCAP",
          "CAP_SETUID",
          "CAP_SYS_CHROOT");

  /** By number, as in linux/capability.h. */
  private static final List<String> ALL =
      List.of(
          "CAP_CHOWN",
          "CAP_DAC_OVERRIDE",
          "CAP_DAC_READ_SEARCH",
          "CAP_FOWNER",
          "CAP_FSETID",
          "CAP_KILL",
          "CAP_SETGID",
          "CAP_SETUID",
          "CAP_SETPCAP",
          "CAP_LINUX_IMMUTABLE",
          "CAP_NET_BIND_SERVICE",
          "CAP_NET_BROADCAST",
          "CAP_NET_ADMIN",
          "CAP_NET_RAW",
          "CAP_IPC_LOCK",
          "CAP_IPC_OWNER",
          "CAP_SYS_MODULE",
          "CAP_SYS_RAWIO",
          "CAP_SYS_CHROOT",
          "CAP_SYS_PTRACE",
          "CAP_SYS_PACCT",
          "CAP_SYS_ADMIN",
          "CAP_SYS_BOOT",
          "CAP_SYS_NICE",
          "CAP_SYS_RESOURCE",
          "CAP_SYS_TIME",
          "CAP_SYS_TTY_CONFIG",
          "CAP_MKNOD",
          "CAP_LEASE",
          "CAP_AUDIT_WRITE",
          "CAP_AUDIT_CONTROL",
          "CAP_SETFCAP",
          "CAP_MAC_OVERRIDE",
          "CAP_MAC_ADMIN",
          "CAP_SYSLOG",
          "CAP_WAKE_ALARM",
          "CAP_BLOCK_SUSPEND",
          "CAP_AUDIT_READ",
          "CAP_PERFMON",
          "CAP_BPF",
          "CAP_CHECKPOINT_RESTORE");

  private Capabilities() {}

  /**
   * The default set with the pod's additions and without what it drops, as far as this process may
   * hand them on.
   *
   * @param bounding the bits of this process' bounding set
   */
  static List<String> of(SecurityContext context, long bounding) {
    Set<String> chosen = new TreeSet<>(DEFAULT);
    if (context != null && Boolean.TRUE.equals(context.getPrivileged())) {
      chosen.addAll(ALL);
    } else if (context != null && context.getCapabilities() != null) {
      List<String> drop = context.getCapabilities().getDrop();
      List<String> add = context.getCapabilities().getAdd();
      if (drop.contains("ALL")) {
        chosen.clear();
      }
      drop.forEach(name -> chosen.remove(full(name)));
      if (add.contains("ALL")) {
        chosen.addAll(ALL);
      }
      add.forEach(name -> chosen.add(full(name)));
    }
    return chosen.stream()
        .filter(name -> ALL.contains(name) && (bounding >> ALL.indexOf(name) & 1) == 1)
        .toList();
  }

  private static String full(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return upper.startsWith("CAP_") ? upper : "CAP_" + upper;
  }
}
