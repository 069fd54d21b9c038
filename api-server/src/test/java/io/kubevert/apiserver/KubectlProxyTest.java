package io.kubevert.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
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
