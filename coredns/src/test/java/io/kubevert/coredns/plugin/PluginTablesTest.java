package io.kubevert.coredns.plugin;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.coredns.corefile.CorefileSource;
import io.kubevert.coredns.testing.DnsCase;
import io.kubevert.coredns.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every row of every file in {@code tables}, over UDP and over TCP. A file is a Corefile, then
 * questions with their answers.
 */
@ExtendWith(VertxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PluginTablesTest {
  private static final List<String> TABLES =
      List.of(
          "file",
          "rewrite",
          "template",
          "dns64",
          "dns64-all",
          "autopath",
          "hosts",
          "hosts-fallthrough");
  private static final List<String> FILES =
      List.of("db.example.org", "db.rewrite", "db.dns64", "resolv.conf", "hosts.example");

  private final List<TestServer> servers = new ArrayList<>();
  private Vertx vertx;

  @BeforeAll
  void share(Vertx shared) {
    vertx = shared;
  }

  @TestFactory
  Stream<DynamicContainer> rows(@TempDir Path directory) throws Exception {
    for (String file : FILES) {
      Files.writeString(directory.resolve(file), resource(file));
    }
    List<DynamicContainer> containers = new ArrayList<>();
    for (String table : TABLES) {
      containers.add(DynamicContainer.dynamicContainer(table, rows(directory, table)));
    }
    return containers.stream();
  }

  private List<DynamicTest> rows(Path directory, String table) throws Exception {
    String text = resource(table + ".txt");
    int end = text.indexOf("\n}\n") + 3;
    Path corefile = Files.writeString(directory.resolve(table), text.substring(0, end));
    TestServer server =
        TestServer.start(vertx, new CorefileSource.File(corefile), new FakeControlPlane());
    servers.add(server);
    return DnsCase.parse(text.substring(end)).stream()
        .map(row -> DynamicTest.dynamicTest(row.toString(), () -> check(server, row)))
        .toList();
  }

  private static void check(TestServer server, DnsCase row) throws IOException {
    row.check(server.ask(row.name(), row.type(), false));
    row.check(server.ask(row.name(), row.type(), true));
  }

  @AfterAll
  void stop() {
    servers.forEach(TestServer::close);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = PluginTablesTest.class.getResourceAsStream("tables/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
