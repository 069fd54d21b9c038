package io.kubevert.apiserver.storage;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/** A process that writes until it is killed, and prints each key once it is acknowledged. */
final class EndlessWriter {
  private static final int IN_FLIGHT = 64;

  private EndlessWriter() {}

  public static void main(String[] arguments) throws Exception {
    RocksStore store = RocksStore.open(Path.of(arguments[0]));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Semaphore inFlight = new Semaphore(IN_FLIGHT);
    for (long i = 0; ; i++) {
      inFlight.acquire();
      String key = "writes/" + i;
      store
          .create(key, _ -> key.getBytes(StandardCharsets.UTF_8))
          .onSuccess(_ -> out.println(key))
          .onComplete(_ -> inFlight.release());
    }
  }
}
