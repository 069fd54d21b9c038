package io.kubevert.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** HTTP to pods and Services through the server. */
class KubectlProxyTest {
  private static final String OBJECTS =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec:
        containers:
        - name: web
          image: kubevert/web
          ports: [{name: http, containerPort: %1$d}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec:
        ports: [{name: http, port: 80, targetPort: http}, {name: none, port: 81}]
      ---
      apiVersion: discovery.k8s.io/v1
      kind: EndpointSlice
      metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}
      addressType: IPv4
      endpoints: [{addresses: [%2$s], conditions: {ready: true}}]
      ports: [{name: http, port: %1$d, protocol: TCP}]
      """;

  private static final String ROOT = "get --raw /api/v1/namespaces/default/";

  @RegisterExtension static final RunningApiServer server = new RunningApiServer();

  @BeforeAll
  static void start() throws Exception {
    HttpServer backend =
        RunningApiServer.await(
            server
                .bus()
                .createHttpServer()
                .requestHandler(KubectlProxyTest::answer)
                .listen(0, "127.0.0.1"));
    // The server refuses loopback addresses in slices, so that nobody reaches it that way.
    String objects = OBJECTS.formatted(backend.actualPort(), "192.0.2.10");
    server.kubectl().run(objects, "create -f -");
    run(
        "patch pod web --subresource=status --type=merge -p"
            + " {\"status\":{\"phase\":\"Running\",\"podIP\":\"127.0.0.1\"}}");
  }

  @Test
  void reachesPodsByPortNameAndNumber() throws Exception {
    assertThat(run(ROOT + "pods/web/proxy")).isEqualTo("GET / none");
    assertThat(run(ROOT + "pods/web:http/proxy/a/b?x=1")).isEqualTo("GET /a/b?x=1 none");
    assertThat(run(ROOT + "pods/web:other/proxy/")).contains("has no port named other");
  }

  @Test
  void passesAnswersOnAsTheyAre() throws Exception {
    assertThat(run(ROOT + "pods/web/proxy/missing")).contains("NotFound");
  }

  @Test
  void tellsWhenNobodyServes() throws Exception {
    assertThat(run(ROOT + "services/web:none/proxy/"))
        .contains("no endpoints available for service \"web\"");
    assertThat(run(ROOT + "services/web:82/proxy/"))
        .contains("no service port \"82\" found for service \"web\"");
    assertThat(run(ROOT + "services/nobody/proxy/")).contains("services \"nobody\" not found");
  }

  /** A program on this host that needs no credentials, for as long as kubectl runs. */
  @Test
  void servesTheWholeApiOnThisHost() throws Exception {
    Process proxy = server.kubectl().start("proxy --port=0");
    try (HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build()) {
      String said = proxy.inputReader().readLine();
      assertThat(said).startsWith("Starting to serve on 127.0.0.1:");
      String root = "http://" + said.substring("Starting to serve on ".length());
      assertThat(get(client, root + "/api/v1/namespaces/default/pods/web")).contains("\"Pod\"");
      String watch = "/api/v1/namespaces/default/services?watch=1&timeoutSeconds=1";
      assertThat(get(client, root + watch)).contains("{\"type\":\"ADDED\"");
      assertThat(get(client, root + "/api/v1/namespaces/default/pods/web:http/proxy/a"))
          .contains("/a");
    } finally {
      proxy.destroy();
      proxy.onExit().join();
    }
  }

  private static String get(HttpClient client, String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return client.send(request, BodyHandlers.ofString()).body();
  }

  private static void answer(HttpServerRequest request) {
    boolean secret = request.getHeader("Authorization") != null;
    request
        .response()
        .setStatusCode(request.path().equals("/missing") ? 404 : 200)
        .end(request.method() + " " + request.uri() + (secret ? " secret" : " none"));
  }

  private static String run(String line) throws Exception {
    return server.run(line);
  }
}
