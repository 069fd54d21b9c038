package io.kubevert.coredns.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.coredns.corefile.CorefileSource;
import io.kubevert.coredns.testing.Certificates;
import io.kubevert.coredns.testing.TestServer;
import io.kubevert.netns.ScratchNamespace;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every plugin has its page, and every example on it starts a server that answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadmeExamplesTest {
  private static final Path PLUGINS = Path.of("src/main/java/io/kubevert/coredns/plugin");
  private static final List<String> SECTIONS =
      List.of("Name", "Description", "Syntax", "Metrics", "Examples", "See also");
  private static final Pattern EXAMPLE = Pattern.compile("```corefile\n(.*?)```", Pattern.DOTALL);

  private ScratchNamespace namespace;
  private Vertx vertx;
  private Path directory;

  /** A Corefile on a plugin's page. */
  record Example(String plugin, int number, String corefile) {
    @Override
    public String toString() {
      return plugin + " " + number;
    }
  }

  @BeforeAll
  void prepare(@TempDir Path files) throws Exception {
    directory = files;
    namespace = ScratchNamespace.create("dns-pages-" + ProcessHandle.current().pid());
    vertx = namespace.vertx();
    Files.writeString(
        directory.resolve("db.example.org"),
        "@ 300 IN SOA ns1 hostmaster 1 7200 1800 86400 60\n@ 300 IN A 192.0.2.1\n");
    Files.writeString(directory.resolve("weights.example"), "web.example.org\n192.0.2.7 2\n");
    Files.writeString(directory.resolve("hosts.example"), "192.0.2.1 www.example.org\n");
    Certificates.write(directory);
  }

  @AfterAll
  void remove() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
    namespace.close();
  }

  static Stream<Example> examples() throws IOException {
    Stream.Builder<Example> examples = Stream.builder();
    for (Map.Entry<String, Path> page : pages().entrySet()) {
      Matcher matcher = EXAMPLE.matcher(Files.readString(page.getValue()));
      for (int number = 1; matcher.find(); number++) {
        examples.add(new Example(page.getKey(), number, matcher.group(1)));
      }
    }
    return examples.build();
  }

  @Test
  void everyPluginHasAPageWithTheSameSectionsAndAnExample() throws Exception {
    assertThat(pages().keySet()).containsExactlyInAnyOrderElementsOf(PluginList.SETUPS.keySet());
    for (Map.Entry<String, Path> page : pages().entrySet()) {
      String text = Files.readString(page.getValue());
      assertThat(text).as(page.getKey()).startsWith("# " + page.getKey() + "\n");
      assertThat(text.lines().filter(line -> line.startsWith("## ")).toList())
          .as(page.getKey())
          .containsExactlyElementsOf(SECTIONS.stream().map(section -> "## " + section).toList());
      assertThat(text).as(page.getKey()).containsPattern(EXAMPLE);
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void examplesRun(Example example) throws Exception {
    Path corefile = Files.writeString(directory.resolve("Corefile"), example.corefile());
    TestServer.start(vertx, new CorefileSource.File(corefile), new FakeControlPlane()).close();
  }

  /** By the plugin's word. */
  private static Map<String, Path> pages() throws IOException {
    try (Stream<Path> folders = Files.list(PLUGINS)) {
      return folders
          .map(folder -> folder.resolve("README.md"))
          .filter(Files::exists)
          .collect(
              Collectors.toMap(
                  ReadmeExamplesTest::title, page -> page, (one, other) -> one, TreeMap::new));
    }
  }

  private static String title(Path page) {
    try (Stream<String> lines = Files.lines(page)) {
      return lines.findFirst().orElse("# ").substring(2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
