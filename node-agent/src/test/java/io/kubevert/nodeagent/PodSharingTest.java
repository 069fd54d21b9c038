package io.kubevert.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.nodeagent.fixture.AgentClient;
import io.kubevert.nodeagent.fixture.TestNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the containers of one pod share with each other and with the API. */
final class PodSharingTest {
  private static TestNode node;
  private static AgentClient server;

  @BeforeAll
  static void start() throws Exception {
    node = TestNode.start();
    server = new AgentClient(node, "server");
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
    assertThat(node.processes()).isEmpty();
  }

  @Test
  void containersShareNamespacesAndMemory() throws Exception {
    ObjectKey pod =
        node.pod(
            "pair",
            """
            {"terminationGracePeriodSeconds":1,
             "volumes":[{"name":"m","emptyDir":{"medium":"Memory","sizeLimit":"8Mi"}}],
             "containers":[
              {"name":"a","image":"kubevert/tiny","volumeMounts":[{"name":"m","mountPath":"/m"}]},
              {"name":"b","image":"kubevert/tiny","volumeMounts":[{"name":"m","mountPath":"/m"}]}]}
            """);
    node.address(pod);
    String namespaces = "for n in net ipc uts; do ls -l /proc/self/ns/$n | cat; done; hostname";
    assertThat(names(exec("pair", "a", namespaces)))
        .isEqualTo(names(exec("pair", "b", namespaces)));
    assertThat(exec("pair", "a", "hostname")).isEqualTo("pair\n");
    exec("pair", "a", "echo shared > /dev/shm/x; echo kept > /m/y");
    assertThat(exec("pair", "b", "cat /dev/shm/x /m/y")).isEqualTo("shared\nkept\n");
    assertThat(exec("pair", "b", "while read d p t r; do echo $p $t; done < /proc/mounts"))
        .contains("/m tmpfs", "/dev/shm tmpfs");
    node.terminate(pod, 1);
    node.until("the pod is gone", () -> !node.exists(pod));
  }

  /** The links' targets, without dates and owners. */
  private static String names(String listing) {
    return listing.replaceAll("(?m)^l.*-> ", "");
  }

  @Test
  void filesFollowTheApiAllAtOnce() throws Exception {
    configMap("one", "1");
    ObjectKey pod =
        node.pod(
            "live",
            """
            {"terminationGracePeriodSeconds":1,
             "volumes":[{"name":"v","projected":{"sources":[{"configMap":{"name":"live"}},
               {"downwardAPI":{"items":[{"path":"labels","fieldRef":{"fieldPath":"metadata.labels"}}]}}]}}],
             "containers":[{"name":"main","image":"kubevert/tiny","volumeMounts":[{"name":"v","mountPath":"/v"}]}]}
            """);
    node.address(pod);
    assertThat(exec("live", "main", "cat /v/one /v/labels")).isEqualTo("1");
    configMap("two", "2");
    ObjectNode labelled = node.get(pod);
    labelled.withObjectProperty("metadata").putObject("labels").put("color", "blue");
    node.api.put(ResourceTypes.PODS, labelled);
    node.until(
        "the change is seen",
        () -> quiet("live", "cat /v/two /v/labels").contains("2color=\"blue\""));
    assertThat(exec("live", "main", "ls /v")).isEqualTo("labels\ntwo\n");
  }

  @Test
  void aTerminalNamesItself() throws Exception {
    ObjectKey pod =
        node.pod(
            "plain",
            """
            {"terminationGracePeriodSeconds":1,"containers":[{"name":"main","image":"kubevert/tiny"}]}
            """);
    node.address(pod);
    assertThat(exec("plain", "main", "env")).contains("IMAGE=tiny").doesNotContain("TERM=");
    var session = server.open("/exec/default/plain/main?stdout=1&tty=1&command=env");
    node.until("the session ends", () -> !session.received(3).isEmpty());
    assertThat(session.received(1)).contains("TERM=xterm\r\n", "PATH=/bin\r\n");
  }

  private static void configMap(String key, String value) {
    ObjectNode map = Json.object();
    map.putObject("metadata").put("namespace", "default").put("name", "live");
    map.putObject("data").put(key, value);
    node.api.put(ResourceTypes.CONFIG_MAPS, map);
  }

  private static String quiet(String pod, String script) {
    try {
      return exec(pod, "main", script);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String exec(String pod, String container, String script) throws Exception {
    String command = URLEncoder.encode(script, StandardCharsets.UTF_8);
    var session =
        server.open(
            "/exec/default/%s/%s?stdout=1&command=sh&command=-c&command=%s"
                .formatted(pod, container, command));
    node.until("the session ends", () -> !session.received(3).isEmpty());
    return session.received(1);
  }
}
