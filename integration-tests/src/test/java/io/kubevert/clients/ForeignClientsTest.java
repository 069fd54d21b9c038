package io.kubevert.clients;

import static io.kubevert.walkthrough.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.local.junit.Kubectl;
import io.kubevert.local.junit.KubevertCluster;
import io.kubevert.walkthrough.Scene;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same suite with each client library. */
@KubevertCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignClientsTest {
  static final byte[] REQUEST = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Kubectl kubectl;
  private final Scene scene;
  private CuttableProxy proxy;

  ForeignClientsTest(Kubectl kubectl) {
    this.kubectl = kubectl;
    this.scene = new Scene(kubectl, "clients");
  }

  /** The libraries. */
  enum Library {
    FABRIC8,
    OFFICIAL;

    ForeignClient connect(Kubectl kubectl, String url) throws Exception {
      return switch (this) {
        case FABRIC8 -> new Fabric8Client(kubectl.kubeconfig(), url);
        case OFFICIAL -> new OfficialClient(kubectl.kubeconfig(), url);
      };
    }

    /** A name of this library's own. */
    String name(String what) {
      return name().toLowerCase(Locale.ROOT) + "-" + what;
    }
  }

  @BeforeAll
  void start() throws Exception {
    proxy =
        new CuttableProxy(
            kubectl.run("config", "view", "-o", "jsonpath={.clusters[0].cluster.server}"));
    kubectl.run("create", "namespace", scene.namespace());
    scene.run("run", "web", "--image=c1t1d0s7/myweb");
    scene.run("wait", "--for=condition=Ready", "pod/web", "--timeout=60s");
  }

  @AfterAll
  void stop() throws Exception {
    proxy.close();
    kubectl.run("delete", "namespace", scene.namespace(), "--wait=false");
  }

  @ParameterizedTest
  @EnumSource
  void writesAndReads(Library library) throws Exception {
    try (ForeignClient client = library.connect(kubectl, proxy.url())) {
      String namespace = scene.namespace();
      String name = library.name("map");
      client.create(namespace, name, Map.of("a", "1"));
      client.replace(namespace, name, Map.of("a", "2", "b", "3"));
      client.mergePatch(namespace, name, "{\"data\":{\"b\":null,\"c\":\"4\"}}");
      assertThat(client.get(namespace, name))
          .containsOnly(Map.entry("a", "2"), Map.entry("c", "4"));
      for (int i = 0; i < 5; i++) {
        client.create(namespace, library.name("page" + i), Map.of());
      }
      assertThat(client.list(namespace, 2)).contains(name, library.name("page4"));
      client.delete(namespace, name);
      assertThat(client.list(namespace, 100)).doesNotContain(name);
    }
  }

  @ParameterizedTest
  @EnumSource
  void appliesAndHearsOfConflicts(Library library) throws Exception {
    try (ForeignClient client = library.connect(kubectl, proxy.url())) {
      String namespace = scene.namespace();
      String name = library.name("applied");
      assertThat(client.apply(namespace, name, Map.of("a", "1"), "one", false)).isEqualTo(200);
      assertThat(client.apply(namespace, name, Map.of("a", "2"), "two", false)).isEqualTo(409);
      assertThat(client.apply(namespace, name, Map.of("a", "2"), "two", true)).isEqualTo(200);
      assertThat(client.get(namespace, name)).containsOnly(Map.entry("a", "2"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void informersOutliveTheirConnections(Library library) throws Exception {
    try (ForeignClient client = library.connect(kubectl, proxy.url());
        ForeignClient.Followed followed = client.follow(scene.namespace())) {
      scene.run("create", "configmap", library.name("first"));
      eventually(followed::names, names -> names.contains(library.name("first")));
      for (int i = 0; i < 2; i++) {
        proxy.cut();
        scene.run("create", "configmap", library.name("after" + i));
        String name = library.name("after" + i);
        eventually(followed::names, names -> names.contains(name));
      }
      scene.run("delete", "configmap", library.name("first"));
      eventually(followed::names, names -> !names.contains(library.name("first")));
    }
  }

  @ParameterizedTest
  @EnumSource
  void electsOneLeaderAfterTheOther(Library library) throws Exception {
    try (ForeignClient client = library.connect(kubectl, proxy.url())) {
      String lease = library.name("lease");
      ForeignClient.Candidate one = client.stand(scene.namespace(), lease, "one");
      eventually(one::leads, leads -> leads);
      ForeignClient.Candidate two = client.stand(scene.namespace(), lease, "two");
      try {
        assertThat(holder(library)).isEqualTo("one");
        assertThat(two.leads()).isFalse();
        one.stepDown();
        eventually(two::leads, leads -> leads);
        assertThat(holder(library)).isEqualTo("two");
      } finally {
        one.stepDown();
        two.stepDown();
      }
    }
  }

  private String holder(Library library) throws Exception {
    return scene.run(
        "get", "lease", library.name("lease"), "-o", "jsonpath={.spec.holderIdentity}");
  }

  @ParameterizedTest
  @EnumSource
  void runsCommandsAndReachesPorts(Library library) throws Exception {
    try (ForeignClient client = library.connect(kubectl, proxy.url())) {
      assertThat(client.exec(scene.namespace(), "web", "sh", "-c", "echo hi; exit 3"))
          .isEqualTo("hi\n3");
      assertThat(client.ask(scene.namespace(), "web", 8080)).contains("200 OK", "web ");
    }
  }
}
