package io.kubevert.nodeagent.sandbox;

import io.kubevert.client.process.Command;
import io.kubevert.nodeagent.network.Ipv4Range;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Makes and removes pods' network namespaces, each with a link to the node's bridge.
 *
 * <p>A pod's address has a prefix of 32 bits, and everything is routed through the bridge's own
 * address. So packets between two pods of one node pass the node's rules in both directions, which
 * a Service's translation needs, and no bridge filter module. Calls block, on threads of the node's
 * network namespace.
 */
public final class SandboxNetwork {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Path NAMESPACES = Path.of("/run/netns");
  private static final int NAMESPACE_DIGITS = 10;
  private static final int LINK_DIGITS = 10;

  private final String prefix;
  private final Ipam ipam;

  /**
   * @param prefix what names of namespaces start with
   * @param allocations the directory that tells which address is whose
   */
  public SandboxNetwork(String prefix, Path allocations) {
    this.prefix = prefix;
    this.ipam = new Ipam(allocations);
  }

  /**
   * Makes a pod's namespace.
   *
   * @param range the node's addresses; the second is the bridge's
   */
  public Sandbox create(String uid, Ipv4Range range) throws IOException, InterruptedException {
    String digits = digest(uid);
    String namespace = prefix + "-" + digits.substring(0, NAMESPACE_DIGITS);
    String link = "veth" + digits.substring(0, LINK_DIGITS);
    deleteNamespace(namespace);
    Sandbox sandbox = new Sandbox(namespace, ipam.allocate(range, uid), link);
    try {
      batch(
          Command.of("ip", "-batch", "-"),
          "netns add " + namespace,
          "link add " + link + " type veth peer name eth0 netns " + namespace,
          "link set " + link + " master cni0 up",
          "link set " + link + " type bridge_slave hairpin on");
      batch(
          Command.of("ip", "-n", namespace, "-batch", "-"),
          "link set lo up",
          "addr add " + sandbox.address() + "/32 dev eth0",
          "link set eth0 up",
          "route add " + range.address(1) + " dev eth0",
          "route add default via " + range.address(1) + " src " + sandbox.address());
      return sandbox;
    } catch (IOException e) {
      delete(uid, sandbox);
      throw e;
    }
  }

  /** Whether the namespace is still there. */
  public boolean exists(Sandbox sandbox) {
    return sandbox.usesHostNetwork() || Files.exists(NAMESPACES.resolve(sandbox.namespace()));
  }

  /** Removes a pod's namespace and with it both ends of its link, and gives its address back. */
  public void delete(String uid, Sandbox sandbox) throws IOException, InterruptedException {
    if (!sandbox.usesHostNetwork()) {
      deleteNamespace(sandbox.namespace());
      ipam.release(sandbox.address(), uid);
    }
  }

  private static void deleteNamespace(String namespace) throws IOException, InterruptedException {
    if (!Files.exists(NAMESPACES.resolve(namespace))) {
      return;
    }
    // The link goes first: the kernel removes a namespace some time after its last user is gone.
    Command.of("ip", "-n", namespace, "link", "delete", "eth0").within(LIMIT).await();
    Command.Result result = Command.of("ip", "netns", "delete", namespace).within(LIMIT).await();
    if (result.exitCode() != 0 && Files.exists(NAMESPACES.resolve(namespace))) {
      throw new IOException("ip netns delete " + namespace + ": " + result.output().strip());
    }
  }

  private static void batch(Command command, String... lines)
      throws IOException, InterruptedException {
    String text = String.join("\n", lines) + "\n";
    Command.Result result = command.reading(text).within(LIMIT).await();
    if (result.exitCode() != 0) {
      throw new IOException("ip: " + result.output().strip() + "\nin\n" + text.strip());
    }
  }

  private static String digest(String uid) {
    try {
      byte[] bytes = uid.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
