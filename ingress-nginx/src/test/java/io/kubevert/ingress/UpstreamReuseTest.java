package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.ingress.Manifests.Path;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests one after the other share a connection to their backend, whatever the client speaks. */
@ExtendWith(RigExtension.class)
class UpstreamReuseTest {
  private static final int REQUESTS = 5;
  private static Rig rig;
  private static Backend backend;

  @BeforeAll
  static void start() {
    backend = rig.service("web", 1).getFirst();
    rig.ingress("reused", "reused.test", Map.of(), Path.prefix("/", "web"));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"--http1.1", "--http2"})
  void keepsTheConnectionForTheNextRequest(String version) throws IOException {
    Set<Integer> ports = ConcurrentHashMap.newKeySet();
    backend.answer(
        request -> {
          ports.add(request.remoteAddress().port());
          request.response().end("here");
        });
    String address = "https://reused.test:" + rig.https() + "/";
    String[] command = {
      "curl", "-sSk", version, "--resolve", "reused.test:" + rig.https() + ":127.0.0.1"
    };
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(Collections.nCopies(REQUESTS, address));
    assertThat(Programs.run(all.toArray(String[]::new))).isEqualTo("here".repeat(REQUESTS));
    assertThat(ports).hasSize(1);
  }
}
