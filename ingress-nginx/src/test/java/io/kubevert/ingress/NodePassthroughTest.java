package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.ingress.Manifests.Path;
import io.kubevert.netns.ScratchNamespace;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A client, a node and a pod, each a host of its own with real links between them: what port 443 of
 * the node passes on to the pod, and what it ends.
 */
class NodePassthroughTest {
  private static final String NODE = "192.0.2.1";
  private static final String CLIENT = "192.0.2.10";

  /** As the pod sees the node. */
  private static final String GATEWAY = "10.233.64.1";

  private static final String POD = "10.233.64.5";
  private static final int SECURE = 8443;
  private static final int PLAIN = 8080;

  /** The pod's certificate is for it. */
  private static final String PASSED = "backend.test";

  private static final String ENDED = "ended.test";

  private final Pki pki = new Pki();
  private final FakeControlPlane cluster = new FakeControlPlane();
  private final ScratchNamespace client = ScratchNamespace.create("ingress-client");
  private final ScratchNamespace node = ScratchNamespace.create("ingress-node");
  private final ScratchNamespace pod = ScratchNamespace.create("ingress-pod");

  @BeforeEach
  void connect() {
    link("outside", NODE, client, CLIENT);
    link("inside", GATEWAY, pod, POD);
    serve(SECURE, new HttpServerOptions().setSsl(true).setUseAlpn(true));
    serve(PLAIN, new HttpServerOptions());
    cluster.put(ResourceTypes.SERVICES, Manifests.service("own"));
    cluster.put(ResourceTypes.ENDPOINT_SLICES, Manifests.slice("own", POD, SECURE));
    cluster.put(
        ResourceTypes.INGRESSES,
        Manifests.ingress(
            "passed", PASSED, Map.of("ssl-passthrough", "true"), Path.prefix("/", "own")));
    cluster.put(ResourceTypes.SERVICES, Manifests.service("web"));
    cluster.put(ResourceTypes.ENDPOINT_SLICES, Manifests.slice("web", POD, PLAIN));
    cluster.put(
        ResourceTypes.INGRESSES,
        Manifests.ingress("ended", ENDED, Map.of(), Path.prefix("/", "web")));
  }

  @AfterEach
  void remove() {
    node.close();
    pod.close();
    client.close();
    pki.close();
  }

  private void link(String name, String address, ScratchNamespace to, String its) {
    node.run("ip", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", to.name());
    node.run("ip", "address", "add", address + "/24", "dev", name);
    node.run("ip", "link", "set", name, "up");
    to.run("ip", "address", "add", its + "/24", "dev", "eth0");
    to.run("ip", "link", "set", "eth0", "up");
  }

  /** Answers who asked: the other end of the connection, and whom a proxy says it is for. */
  private void serve(int port, HttpServerOptions options) {
    options.setHost(POD).setPort(port).setKeyCertOptions(pki.identity("backend"));
    Vertx vertx = pod.vertx();
    Deployable server =
        context ->
            vertx
                .createHttpServer(options)
                .requestHandler(NodePassthroughTest::answerWhoAsked)
                .listen();
    Rig.await(vertx.deployVerticle(server));
  }

  private static void answerWhoAsked(HttpServerRequest request) {
    request
        .response()
        .end(request.remoteAddress().hostAddress() + " for " + request.getHeader("X-Real-IP"));
  }

  private void startController(Map<String, String> options) {
    ObjectNode configMap = Manifests.object("ingress-nginx-controller");
    configMap.withObjectProperty("metadata").put("namespace", "ingress-nginx");
    options.forEach(configMap.putObject("data")::put);
    cluster.put(ResourceTypes.CONFIG_MAPS, configMap);
    IngressConfig config =
        IngressConfig.forNode("node").with(new TlsSettings(true, Optional.empty()));
    Rig.await(
        node.vertx(new VertxOptions().setPreferNativeTransport(true))
            .deployVerticle(new IngressController(config, cluster)));
  }

  /** What a client outside gets from the node's port 443, and by which version of HTTP. */
  private String curl(String host, String... options) {
    List<String> words = new ArrayList<>(List.of("curl", "-sS", "-m", "60"));
    words.addAll(List.of("-w", ", HTTP/%{http_version}"));
    words.addAll(List.of("--resolve", host + ":443:" + NODE));
    words.addAll(List.of(options));
    words.add("https://" + host + "/");
    return client.run(words.toArray(String[]::new));
  }

  private String authority() {
    return pki.file("authority.crt").toString();
  }

  @Test
  void leadsToAPodThatEndsTlsItself() {
    startController(Map.of());
    assertThat(curl(PASSED, "--cacert", authority())).isEqualTo(GATEWAY + " for null, HTTP/2");
    assertThat(curl(PASSED, "--cacert", authority(), "--http1.1"))
        .isEqualTo(GATEWAY + " for null, HTTP/1.1");
  }

  @Test
  void tellsPodsOfOtherHostsWhoTheClientIs() {
    startController(Map.of());
    assertThat(curl(ENDED, "--insecure")).isEqualTo(GATEWAY + " for " + CLIENT + ", HTTP/2");
  }

  @Test
  void takesTheClientsAddressFromAProxyInFrontAndKeepsItToItself() {
    startController(Map.of("use-proxy-protocol", "true"));
    assertThat(curl(ENDED, "--insecure", "--haproxy-protocol"))
        .isEqualTo(GATEWAY + " for " + CLIENT + ", HTTP/2");
    assertThat(curl(PASSED, "--cacert", authority(), "--haproxy-protocol"))
        .isEqualTo(GATEWAY + " for null, HTTP/2");
  }
}
