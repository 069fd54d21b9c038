package io.kubevert.kubectl;

import io.kubevert.local.junit.Kubectl;
import io.kubevert.walkthrough.Scene;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A pod in a namespace of its own, with a container of tools and one that serves. */
final class Box {
  /** So much that no buffer on the way holds it. */
  static final int BULK_BYTES = 4 << 20;

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: box, labels: {app: box}}
      spec:
        terminationGracePeriodSeconds: 1
        containers:
        - {name: tool, image: c1t1d0s7/network-multitool}
        - {name: web, image: c1t1d0s7/myweb, ports: [{containerPort: 8080}]}
      """;

  private final Kubectl kubectl;
  private final Scene scene;

  Box(Kubectl kubectl, String namespace) {
    this.kubectl = kubectl;
    this.scene = new Scene(kubectl, namespace);
  }

  void create() throws Exception {
    kubectl.run("create", "namespace", scene.namespace());
    scene.runWith(POD, "create", "-f", "-");
    scene.run("wait", "--for=condition=Ready", "pod/box", "--timeout=60s");
  }

  void delete() throws Exception {
    kubectl.run("delete", "namespace", scene.namespace(), "--wait=false");
  }

  /** The namespace that it is in. */
  Scene scene() {
    return scene;
  }

  /** Starts kubectl in the namespace. */
  Process start(Transport transport, String... arguments) throws IOException {
    return transport.start(kubectl.kubeconfig(), words(arguments));
  }

  String[] words(String... arguments) {
    return Stream.concat(Stream.of("--namespace", scene.namespace()), Stream.of(arguments))
        .toArray(String[]::new);
  }

  /** Runs a program in the pod. */
  String run(String... program) throws Exception {
    return scene.run(inTool(program));
  }

  /** Runs a program in the pod beside everything else. */
  CompletableFuture<String> exec(String... program) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return scene.tryToRun(inTool(program)).output();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        Thread::startVirtualThread);
  }

  private static String[] inTool(String... program) {
    return Stream.concat(Stream.of("exec", "box", "-c", "tool", "--"), Stream.of(program))
        .toArray(String[]::new);
  }

  static byte[] bulk() {
    byte[] bytes = new byte[BULK_BYTES];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
