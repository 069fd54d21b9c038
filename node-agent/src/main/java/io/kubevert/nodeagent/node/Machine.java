package io.kubevert.nodeagent.node;

import io.kubevert.client.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the node's machine is.
 *
 * @param architecture as Go names it
 * @param capacity resource amounts of the API
 * @param info the fields of {@code nodeInfo} that describe it
 */
record Machine(String architecture, Map<String, String> capacity, Map<String, String> info) {
  private static final String PODS = "110";

  /** Looks at the machine; blocks. */
  static Machine read() throws IOException, InterruptedException {
    Map<String, String> capacity = new LinkedHashMap<>();
    capacity.put("cpu", Integer.toString(Runtime.getRuntime().availableProcessors()));
    capacity.put("memory", field(Path.of("/proc/meminfo"), "MemTotal:").replace(" kB", "Ki"));
    capacity.put("ephemeral-storage", Path.of("/").toFile().getTotalSpace() / 1024 + "Ki");
    capacity.put("pods", PODS);
    Map<String, String> info = new LinkedHashMap<>();
    info.put("kernelVersion", System.getProperty("os.version"));
    info.put("osImage", field(Path.of("/etc/os-release"), "PRETTY_NAME=").replace("\"", ""));
    info.put("bootID", Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
    Path machineId = Path.of("/etc/machine-id");
    info.put("machineID", Files.exists(machineId) ? Files.readString(machineId).strip() : "");
    info.put("systemUUID", info.get("machineID"));
    info.put("containerRuntimeVersion", "crun://" + crunVersion());
    String architecture = System.getProperty("os.arch");
    return new Machine(architecture.equals("aarch64") ? "arm64" : architecture, capacity, info);
  }

  private static String crunVersion() throws IOException, InterruptedException {
    String output = Command.of("crun", "--version").await().output();
    return output.lines().findFirst().orElse("").replace("crun version", "").strip();
  }

  private static String field(Path file, String name) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip())
        .findFirst()
        .orElse("");
  }
}
