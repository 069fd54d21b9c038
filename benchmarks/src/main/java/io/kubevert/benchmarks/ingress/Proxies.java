package io.kubevert.benchmarks.ingress;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts the backend and the proxies, each proxy with the same routes and on the same core. */
final class Proxies {
  private static final String PROXY_CORE = "0";
  private static final String OTHER_CORES = "1-";
  private static final int START_SECONDS = 30;

  private final Workspace workspace;

  Proxies(Workspace workspace) {
    this.workspace = workspace;
  }

  /** A program's arguments in front of which the cores of everything but the proxies stand. */
  static List<String> beside(String... command) {
    int last = Runtime.getRuntime().availableProcessors() - 1;
    List<String> all = new ArrayList<>(List.of("taskset", "-c", OTHER_CORES + Math.max(1, last)));
    all.addAll(List.of(command));
    return all;
  }

  private static List<String> onItsCore(String... command) {
    List<String> all = new ArrayList<>(List.of("taskset", "-c", PROXY_CORE));
    all.addAll(List.of(command));
    return all;
  }

  void startBackend() throws IOException, InterruptedException {
    String file = workspace.write("backend.conf", NginxConfiguration.backend(workspace)).toString();
    awaitPort(Ports.BACKEND, workspace.start("backend", beside("nginx", "-c", file)));
  }

  Proxy nginx() throws IOException, InterruptedException {
    String file =
        workspace.write("nginx.conf", NginxConfiguration.proxy(workspace, 0, "/")).toString();
    Process process = workspace.start("nginx", onItsCore("nginx", "-c", file));
    awaitPort(Ports.NGINX, process);
    return new Proxy("nginx", Ports.NGINX, Ports.NGINX + 1, process);
  }

  Proxy haproxy() throws IOException, InterruptedException {
    String file = workspace.write("haproxy.cfg", HaproxyConfiguration.proxy(workspace)).toString();
    Process process = workspace.start("haproxy", onItsCore("haproxy", "-db", "-f", file));
    awaitPort(Ports.HAPROXY, process);
    return new Proxy("haproxy", Ports.HAPROXY, Ports.HAPROXY + 1, process);
  }

  /**
   * Kubevert with the JVM's options of a container.
   *
   * @param options more of them
   */
  Proxy kubevert(List<String> options) throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command =
        onItsCore(
            java.toString(),
            "-XX:+UseSerialGC",
            "-Xmx320m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dvertx.disableDnsResolver=true",
            "-Dlogback.configurationFile=ingress/logback.xml");
    command.addAll(options);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            ControllerProcess.class.getName(),
            Integer.toString(Ports.KUBEVERT),
            Integer.toString(Ports.KUBEVERT + 1),
            Integer.toString(Ports.KUBEVERT + 2)));
    Process process = workspace.start("kubevert", command);
    awaitPort(Ports.KUBEVERT + 1, process);
    expect(process, "ready");
    return new Proxy("kubevert", Ports.KUBEVERT, Ports.KUBEVERT + 1, process);
  }

  /**
   * Puts load on Kubevert until its code is compiled, with all cores for the compiler: on one it
   * would take minutes.
   */
  void warmUp(Proxy kubevert, Load load, int seconds) throws Exception {
    String last = Integer.toString(Runtime.getRuntime().availableProcessors() - 1);
    confine(kubevert, PROXY_CORE + "-" + last);
    load.run(kubevert, seconds);
    confine(kubevert, PROXY_CORE);
  }

  private void confine(Proxy proxy, String cores) throws IOException, InterruptedException {
    String pid = Long.toString(proxy.process().pid());
    workspace.run(List.of("taskset", "--all-tasks", "--cpu-list", "--pid", cores, pid));
  }

  /** Gives Kubevert's process a command, and waits until it is done. */
  static void command(Proxy kubevert, String text) throws IOException {
    kubevert.process().outputWriter().write(text + "\n");
    kubevert.process().outputWriter().flush();
    expect(kubevert.process(), "done");
  }

  private static void expect(Process process, String line) throws IOException {
    BufferedReader lines = process.inputReader();
    String read = lines.readLine();
    if (!line.equals(read)) {
      throw new IOException("the ingress controller said " + read + " instead of " + line);
    }
  }

  private void awaitPort(int port, Process process) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > deadline || !process.isAlive()) {
          throw new IOException(
              "nothing listens on port " + port + ": " + workspace.messages(process), e);
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }
}
