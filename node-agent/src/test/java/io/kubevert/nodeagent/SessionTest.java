package io.kubevert.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.nodeagent.fixture.AgentClient;
import io.kubevert.nodeagent.fixture.TestNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Logs, exec and attach as kubectl uses them. */
final class SessionTest {
  private static TestNode node;
  private static AgentClient server;

  @BeforeAll
  static void start() throws Exception {
    node = TestNode.start();
    server = new AgentClient(node, "server");
    node.address(node.pod("idle", container("")));
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
    assertThat(node.processes()).isEmpty();
  }

  private static String container(String more) {
    return "{\"terminationGracePeriodSeconds\":1,\"containers\":[{\"name\":\"main\",\"image\":\"kubevert/tiny\""
        + more
        + "}]}";
  }

  private static String exec(String streams, String... program) {
    return "/exec/default/idle/main?"
        + streams
        + Arrays.stream(program)
            .map(word -> "&command=" + URLEncoder.encode(word, StandardCharsets.UTF_8))
            .collect(Collectors.joining());
  }

  @Test
  void onlyTheApiServerMayAsk() throws Exception {
    assertThat(new AgentClient(node, "stranger").get("/healthz")).startsWith("403 ");
    assertThat(server.get("/healthz")).isEqualTo("200 ok");
  }

  @Test
  void execKeepsStreamsApartAndTellsTheExitCode() throws Exception {
    var session =
        server.open(exec("stdout=1&stderr=1", "sh", "-c", "echo out; echo err >&2; exit 7"));
    node.until("the session ends", () -> !session.received(3).isEmpty());
    assertThat(session.received(1)).isEqualTo("out\n");
    assertThat(session.received(2)).isEqualTo("err\n");
    assertThat(session.received(3)).contains("NonZeroExitCode", "\"ExitCode\",\"message\":\"7\"");
  }

  @Test
  void execReadsItsInputToTheEnd() throws Exception {
    var session = server.open(exec("stdin=1&stdout=1&stderr=1", "cat"));
    session.send(0, "one\n");
    session.send(0, "two\n");
    session.closeInput();
    node.until("the session ends", () -> !session.received(3).isEmpty());
    assertThat(session.received(1)).isEqualTo("one\ntwo\n");
    assertThat(session.received(3)).contains("Success");
  }

  @Test
  void execOnATerminalHearsItsSize() throws Exception {
    var session = server.open(exec("stdin=1&stdout=1&tty=1", "sh"));
    node.until("the prompt is there", () -> session.received(1).contains("#"));
    session.send(4, "{\"Width\":91,\"Height\":33}");
    // It comes another way than what is typed, and so perhaps later.
    session.send(0, "until [ \"$(stty size)\" = '33 91' ]; do sleep 0.1; done; stty size\n");
    node.until("the size is told", () -> session.received(1).contains("33 91\r\n"));
    session.send(0, "exit 4\n");
    node.until("the session ends", () -> !session.received(3).isEmpty());
    assertThat(session.received(3)).contains("\"message\":\"4\"");
  }

  @Test
  void aProgramEndsWithItsClient() throws Exception {
    var session = server.open(exec("stdout=1&stderr=1", "sh", "-c", "echo on; sleep 6173; true"));
    node.until("the program runs", () -> session.received(1).equals("on\n"));
    node.until("and its own program", () -> !node.commandLines("sleep 6173").isEmpty());
    session.close();
    node.until("both are gone", () -> node.commandLines("sleep 6173").isEmpty());
  }

  @Test
  void attachReachesTheFirstProgramsTerminal() throws Exception {
    ObjectKey pod =
        node.pod(
            "shell",
            container(",\"command\":[\"sh\"],\"stdin\":true,\"stdinOnce\":true,\"tty\":true")
                .replace("{\"term", "{\"restartPolicy\":\"Never\",\"term"));
    node.address(pod);
    var session = server.open("/attach/default/shell/main?stdin=1&stdout=1&tty=1");
    session.send(4, "{\"Width\":77,\"Height\":22}");
    session.send(0, "until [ \"$(stty size)\" = '22 77' ]; do sleep 0.1; done; hostname\n");
    node.until("the name is told", () -> session.received(1).contains("shell\r\n"));
    session.send(0, "exit 5\n");
    node.until("the session ends", () -> !session.received(3).isEmpty());
    node.phase(pod, "Failed");
    assertThat(node.container(pod).path("state").path("terminated").path("exitCode").asInt())
        .isEqualTo(5);
  }

  @Test
  void logsAreServedInParts() throws Exception {
    ObjectKey pod =
        node.pod(
            "talk",
            container(",\"command\":[\"sh\",\"-c\",\"echo a; echo b >&2; echo c\"]")
                .replace("{\"term", "{\"restartPolicy\":\"Never\",\"term"));
    node.phase(pod, "Succeeded");
    String path = "/containerLogs/default/talk/main";
    assertThat(server.get(path)).contains("a\n", "b\n", "c\n");
    assertThat(server.get(path + "?stream=Stdout&tailLines=1")).isEqualTo("200 c\n");
    assertThat(server.get(path + "?limitBytes=1")).hasSize("200 x".length());
    assertThat(server.get(path + "?stream=Stderr")).isEqualTo("200 b\n");
    assertThat(server.get(path + "?stream=Stdout&timestamps=true&tailLines=1"))
        .matches("200 \\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z c\n");
    assertThat(server.get(path + "?follow=true")).contains("c\n");
    assertThat(server.get(path + "?previous=true")).startsWith("400 previous terminated");
    assertThat(server.get("/containerLogs/default/talk/none")).startsWith("404 ");
  }
}
