package io.kubevert.benchmarks.ingress;

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
  private static final int WARM_UP_SECONDS = 5;
  private static final long WARM_MILLIS = 60;

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
   * Kubevert with the JVM's options of its container, and more memory, as it holds the cluster,
   * too.
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
            "-Xmn12m",
            "-XX:SurvivorRatio=4",
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
   * Puts load on Kubevert until hardly anything of its code is compiled any more, with all cores
   * for the compiler: on one it would take minutes.
   *
   * @param most how many seconds that may take
   */
  void warmUp(Proxy kubevert, Load load, int most) throws Exception {
    String last = Integer.toString(Runtime.getRuntime().availableProcessors() - 1);
    confine(kubevert, PROXY_CORE + "-" + last);
    boolean warm = false;
    for (int seconds = 0; seconds < most && !warm; seconds += WARM_UP_SECONDS) {
      long before = compilationMillis(kubevert);
      load.run(kubevert, WARM_UP_SECONDS);
      warm = compilationMillis(kubevert) - before < WARM_MILLIS;
    }
    confine(kubevert, PROXY_CORE);
  }

  private static long compilationMillis(Proxy kubevert) throws IOException {
    return Long.parseLong(command(kubevert, "compilation"));
  }

  private void confine(Proxy proxy, String cores) throws IOException, InterruptedException {
    String pid = Long.toString(proxy.process().pid());
    workspace.run(List.of("taskset", "--all-tasks", "--cpu-list", "--pid", cores, pid));
  }

  /** Gives Kubevert's process a command, and waits until it is done; returns what it says then. */
  static String command(Proxy kubevert, String text) throws IOException {
    kubevert.process().outputWriter().write(text + "\n");
    kubevert.process().outputWriter().flush();
    return expect(kubevert.process(), "done");
  }

  private static String expect(Process process, String word) throws IOException {
    String line = process.inputReader().readLine();
    if (line == null || !line.startsWith(word)) {
      throw new IOException("the ingress controller said " + line + " instead of " + word);
    }
    return line.substring(word.length()).strip();
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
