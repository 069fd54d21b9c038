package io.kubevert.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedChunksTest {
  private static final Buffer ADDED = Buffer.buffer("added\n");
  private static final Buffer MODIFIED = Buffer.buffer("modified\n");
  private static final Buffer DELETED = Buffer.buffer("deleted\n");

  private final SharedChunks chunks = new SharedChunks();

  @Test
  void watchersThatAreToldTheSameShareTheBytes() {
    Buffer first = chunks.of(List.of(ADDED, MODIFIED));

    assertThat(first).hasToString("added\nmodified\n");
    assertThat(chunks.of(List.of(ADDED, MODIFIED))).isSameAs(first);
  }

  @Test
  void aWatcherThatIsToldOtherLinesGetsThose() {
    Buffer first = chunks.of(List.of(ADDED, MODIFIED));

    assertThat(chunks.of(List.of(ADDED, DELETED))).hasToString("added\ndeleted\n");
    assertThat(chunks.of(List.of(ADDED))).hasToString("added\n");
    assertThat(chunks.of(List.of(ADDED, MODIFIED, DELETED)))
        .hasToString("added\nmodified\ndeleted\n");
    assertThat(first).hasToString("added\nmodified\n");
  }
}
