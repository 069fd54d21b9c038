package io.kubevert.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** kubectl logs and exec, through the server, to a node. */
class KubeletProxyTest {
  private static final String NODE =
      """
      apiVersion: v1
      kind: Node
      metadata: {name: worker1}
      """;

  private static final String STATUS =
      """
      {"status":{"addresses":[{"type":"InternalIP","address":"127.0.0.1"}],\
      "daemonEndpoints":{"kubeletEndpoint":{"Port":%d}}}}""";

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: %s}
      spec:
        nodeName: %s
        containers: [%s]
      """;

  private static final String CONTAINER = "{name: web, image: kubevert/web}";

  @RegisterExtension static final RunningApiServer server = new RunningApiServer();
  private static FakeNodeAgent agent;

  @BeforeAll
  static void start() throws Exception {
    agent = new FakeNodeAgent(server.bus(), server.pki(), "worker1");
    apply(NODE);
    run(
        "patch node worker1 --subresource=status --type=merge -p "
            + STATUS.formatted(agent.port()));
    for (String pod : new String[] {"web", "waiting"}) {
      apply(POD.formatted(pod, "worker1", CONTAINER));
      String running = "{\"status\":{\"phase\":\"Running\"}}";
      run("patch pod " + pod + " --subresource=status --type=merge -p " + running);
    }
    apply(POD.formatted("two", "worker1", CONTAINER + ", {name: side, image: kubevert/web}"));
    apply(POD.formatted("unscheduled", "\"\"", CONTAINER));
  }

  @Test
  void streamsLogs() throws Exception {
    assertThat(run("logs web --tail=5 --timestamps")).isEqualTo("a line of the log\n");
    assertThat(agent.requests())
        .anyMatch(
            uri ->
                uri.startsWith("/containerLogs/default/web/web?")
                    && uri.contains("tailLines=5")
                    && uri.contains("timestamps=true"));
  }

  @Test
  void runsCommands() throws Exception {
    assertThat(run("exec web -- date -u")).isEqualTo("done\n");
    assertThat(agent.requests())
        .anyMatch(
            uri ->
                uri.startsWith("/exec/default/web/web?")
                    && uri.contains("command=date&command=-u"));
  }

  @Test
  void carriesStandardInput() throws Exception {
    assertThat(server.kubectl().run("hello from here\n", "exec -i web -- cat").output())
        .isEqualTo("hello from here\n");
  }

  @Test
  void passesTheNodesRefusalOn() throws Exception {
    assertThat(run("logs waiting"))
        .contains("Error from server (BadRequest): container \"web\" is waiting to start");
  }

  @Test
  void asksForAContainerWhenThereAreSeveral() throws Exception {
    assertThat(run("get --raw /api/v1/namespaces/default/pods/two/log"))
        .contains("a container name must be specified for pod two, choose one of: [web side]");
    assertThat(run("get --raw /api/v1/namespaces/default/pods/two/log?container=other"))
        .contains("container other is not valid for pod two");
    assertThat(run("logs unscheduled")).contains("pod unscheduled does not have a host assigned");
  }

  @Test
  void passesWhatIsForANodeOn() throws Exception {
    assertThat(run("get --raw /api/v1/nodes/worker1/proxy/stats/summary?only=cpu"))
        .isEqualTo("a line of the log\n");
    assertThat(agent.requests()).contains("/stats/summary?only=cpu");

    HttpServer other =
        RunningApiServer.await(
            server
                .bus()
                .createHttpServer()
                .requestHandler(request -> request.response().end("at " + request.uri()))
                .listen(0, "127.0.0.1"));
    assertThat(run("get --raw /api/v1/nodes/worker1:" + other.actualPort() + "/proxy/a?b=c"))
        .isEqualTo("at /a?b=c");
    assertThat(run("get --raw /api/v1/nodes/worker1:http/proxy/"))
        .contains("invalid node request \"worker1:http\"");
    assertThat(run("get --raw /api/v1/nodes/nobody/proxy/")).contains("nodes \"nobody\" not found");
  }

  private static void apply(String manifest) throws Exception {
    assertThat(server.kubectl().run(manifest, "create -f -").output()).contains("created");
  }

  private static String run(String line) throws Exception {
    return server.run(line);
  }
}
