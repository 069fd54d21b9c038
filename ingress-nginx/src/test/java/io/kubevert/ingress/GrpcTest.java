package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.ingress.Manifests.Path;
import io.kubevert.ingress.tls.Certificates;
import io.kubevert.ingress.tls.FakeCertificate;
import io.kubevert.ingress.tls.HandshakeRules;
import io.kubevert.ingress.tls.SniKeyManager;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.KeyCertOptions;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls of gRPC: HTTP/2 all the way, messages both ways at once, the status in trailers. */
@ExtendWith(RigExtension.class)
class GrpcTest {
  private static Rig rig;
  private static HttpClient client;

  @BeforeAll
  static void start() throws Exception {
    client =
        rig.vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setSsl(true)
                .setUseAlpn(true)
                .setTrustAll(true)
                .setVerifyHost(false));
    serve("grpc", new HttpServerOptions());
    serve(
        "grpcs",
        new HttpServerOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setKeyCertOptions(
                KeyCertOptions.wrap(
                    new SniKeyManager(
                        Certificates.of(FakeCertificate.create(Clock.systemUTC())),
                        id -> Optional.empty(),
                        () -> HandshakeRules.DEFAULTS,
                        host -> true))));
  }

  private static void serve(String name, HttpServerOptions options) {
    Backend backend = Backend.start(rig.vertx, name + "-1", "127.0.0.2", options);
    backend.answer(GrpcTest::call);
    rig.cluster.put(ResourceTypes.SERVICES, Manifests.service(name));
    rig.addEndpoint(name, backend);
    rig.ingress(
        name,
        name + ".test",
        Map.of("backend-protocol", name.toUpperCase(Locale.ROOT)),
        Path.prefix("/", name));
  }

  /** Echoes each message; of a call to /refuse the status is all there is. */
  private static void call(HttpServerRequest request) {
    assertThat(request.version()).isEqualTo(HttpVersion.HTTP_2);
    request.response().putHeader("content-type", "application/grpc");
    if (request.path().equals("/refuse")) {
      request.response().putHeader("grpc-status", "7").end();
      return;
    }
    request.handler(message -> request.response().write(message));
    request.endHandler(
        ended ->
            request
                .response()
                .putTrailer("grpc-status", "0")
                .putTrailer("x-te", String.valueOf(request.getHeader("te")))
                .end());
  }

  private static Future<HttpClientRequest> request(String service, String uri) {
    return client
        .request(
            new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(rig.https())
                .setMethod(HttpMethod.POST)
                .setURI(uri))
        .map(
            request ->
                request
                    .authority(HostAndPort.create(service + ".test", -1))
                    .putHeader("content-type", "application/grpc")
                    .putHeader("te", "trailers"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"grpc", "grpcs"})
  void carriesMessagesBothWaysAndTheStatus(String service) {
    Promise<String> trailers = Promise.promise();
    Buffer heard = Buffer.buffer();
    request(service, "/echo.Echo/Talk")
        .compose(
            request -> {
              request.setChunked(true);
              request.write(Buffer.buffer("one,"));
              return request
                  .response()
                  .onSuccess(
                      response -> {
                        response.handler(
                            message -> {
                              heard.appendBuffer(message);
                              if (heard.length() == 4) {
                                request.end(Buffer.buffer("two"));
                              }
                            });
                        response.endHandler(
                            ended ->
                                trailers.complete(
                                    response.trailers().get("grpc-status")
                                        + " "
                                        + response.trailers().get("x-te")));
                      });
            })
        .onFailure(trailers::tryFail);
    assertThat(Rig.await(trailers.future())).isEqualTo("0 trailers");
    assertThat(heard.toString()).isEqualTo("one,two");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"grpc", "grpcs"})
  void passesAStatusWithoutMessages(String service) {
    Got got =
        Rig.await(
            request(service, "/refuse")
                .compose(request -> request.send(Buffer.buffer("x")).compose(Got::of)));
    assertThat(got.header("grpc-status")).isEqualTo("7");
  }
}
