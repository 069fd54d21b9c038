package io.kubevert.nodeagent.files;

import io.fabric8.kubernetes.api.model.HostAlias;
import java.util.List;

/** The {@code /etc/hosts} that containers are given. */
final class HostsFile {
  private HostsFile() {}

  static String ofPod(PodName name, String address, List<HostAlias> aliases) {
    String names = name.qualified().isEmpty() ? "" : name.qualified() + "\t";
    return "# Kubernetes-managed hosts file.\n"
        + "127.0.0.1\tlocalhost\n"
        + "::1\tlocalhost ip6-localhost ip6-loopback\n"
        + "fe00::0\tip6-localnet\n"
        + "fe00::0\tip6-mcastprefix\n"
        + "fe00::1\tip6-allnodes\n"
        + "fe00::2\tip6-allrouters\n"
        + address
        + "\t"
        + names
        + name.host()
        + "\n"
        + entries(aliases);
  }

  static String ofHost(String nodeFile, List<HostAlias> aliases) {
    return "# Kubernetes-managed hosts file (host network).\n" + nodeFile + entries(aliases);
  }

  private static String entries(List<HostAlias> aliases) {
    if (aliases.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("\n# Entries added by HostAliases.\n");
    for (HostAlias alias : aliases) {
      text.append(alias.getIp()).append('\t').append(String.join("\t", alias.getHostnames()));
      text.append('\n');
    }
    return text.toString();
  }
}
