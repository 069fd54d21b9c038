package io.kubevert.apiserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksStoreTest implements StoreContract {
  private static final int ENOUGH = 500;

  @TempDir Path directory;
  private RocksStore store;

  @BeforeEach
  void open() throws IOException {
    store = RocksStore.open(directory.resolve("store"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  public Store store() {
    return store;
  }

  @Test
  void isTheSameStoreWhenOpenedAgain() throws Exception {
    StoreContract.await(store.create("a/1", _ -> new byte[] {1}));
    StoreContract.await(store.create("a/2", _ -> new byte[] {2}));
    long revision = store.revision();
    StoreContract.await(store.delete("a/2", revision, _ -> new byte[] {3}));
    StoreContract.await(store.compact(store.revision()));
    long id = store.id();
    store.close();
    open();
    assertThat(store.id()).isEqualTo(id);
    assertThat(store.revision()).isEqualTo(revision + 1);
    assertThat(store.get("a/1")).isPresent();
    assertThat(store.get("a/2")).isEmpty();
    assertThat(store.since("a/", 1, revision)).isInstanceOf(Replay.Compacted.class);
  }

  @Test
  void replaysWhatHappenedBeforeItWasClosed() throws Exception {
    long start = store.revision();
    StoreContract.await(store.create("a/1", _ -> new byte[] {1}));
    StoreContract.await(store.update("a/1", start + 1, _ -> new byte[] {2}));
    store.close();
    open();
    Replay.Events replay = (Replay.Events) store.since("a/", start + 1, store.revision());
    assertThat(replay.events())
        .singleElement()
        .satisfies(event -> assertThat(event.previous()).containsExactly(1));
  }

  @Test
  void refusesADirectoryThatIsInUse() {
    assertThatThrownBy(() -> RocksStore.open(directory.resolve("store")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is another API server using it?");
  }

  @Test
  void refusesWritesWhenClosed() {
    store.close();
    assertThat(store.create("a/1", _ -> new byte[0]).cause())
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void keepsEveryAcknowledgedWriteWhenItsProcessIsKilled() throws Exception {
    Path killed = directory.resolve("killed");
    Process writer =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                EndlessWriter.class.getName(),
                killed.toString())
            .start();
    List<String> acknowledged = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
      while (acknowledged.size() < ENOUGH) {
        String line = lines.readLine();
        assertThat(line).as("the writer goes on").isNotNull();
        acknowledged.add(line);
      }
      // Through its handle, because the process itself would close the stream that is read here.
      writer.toHandle().destroyForcibly();
      lines.lines().forEach(acknowledged::add);
    } finally {
      writer.destroyForcibly();
    }
    // It has closed its output, and perhaps not yet the store.
    writer.waitFor();
    // The kill may have cut the last line short.
    acknowledged.removeLast();
    RocksStore reopened = RocksStore.open(killed);
    try {
      assertThat(acknowledged).allSatisfy(key -> assertThat(reopened.get(key)).isPresent());
    } finally {
      reopened.close();
    }
  }
}
