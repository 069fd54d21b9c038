package io.kubevert.nodeagent.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubevert.nodeagent.environment.MissingReferenceException;
import io.kubevert.nodeagent.files.AtomicDirectory.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that change all at once. */
final class AtomicDirectoryTest {
  @TempDir private Path root;

  @Test
  void filesComeChangeAndGo() throws IOException {
    AtomicDirectory directory = new AtomicDirectory(root);
    directory.write(Map.of("a", content("1"), "deep/b", content("2")));
    assertThat(root.resolve("a")).hasContent("1");
    assertThat(root.resolve("deep/b")).hasContent("2");
    directory.write(Map.of("a", content("3"), "c", content("4")));
    assertThat(root.resolve("a")).hasContent("3");
    assertThat(root.resolve("deep")).doesNotExist();
    assertThat(visible()).containsExactly("a", "c");
    directory.write(Map.of());
    assertThat(visible()).isEmpty();
  }

  @Test
  void theSameAgainChangesNothing() throws IOException {
    AtomicDirectory directory = new AtomicDirectory(root);
    directory.write(Map.of("a", content("1")));
    Path version = root.resolve("..data").toRealPath();
    directory.write(Map.of("a", content("1")));
    assertThat(root.resolve("..data").toRealPath()).isEqualTo(version);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../up", "a/../../up", "/etc/passwd", "."})
  void noPathLeadsOut(String path) {
    assertThatThrownBy(() -> new AtomicDirectory(root).write(Map.of(path, content("x"))))
        .isInstanceOf(MissingReferenceException.class);
  }

  private List<String> visible() throws IOException {
    try (Stream<Path> found = Files.list(root)) {
      return found
          .map(path -> path.getFileName().toString())
          .filter(name -> !name.startsWith(".."))
          .sorted()
          .toList();
    }
  }

  private static Content content(String text) {
    return new Content(text.getBytes(StandardCharsets.UTF_8), 0640);
  }
}
