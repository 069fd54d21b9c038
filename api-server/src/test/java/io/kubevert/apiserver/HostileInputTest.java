package io.kubevert.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Input that is meant to harm, or broken: a clear refusal, and nothing changes. */
class HostileInputTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final int ROUNDS = 400;

  /** What the fuzzer starts from: content type, and a body that is good. */
  private static final List<String[]> CORPUS =
      List.of(
          new String[] {
            "application/json",
            "{\"metadata\":{\"name\":\"f\",\"labels\":{\"a\":\"b\"}},\"data\":{\"k\":\"v\"}}"
          },
          new String[] {
            "application/yaml", "metadata: &m {name: f, labels: {a: b}}\ndata: {k: v, l: 'w'}\n"
          },
          new String[] {"application/merge-patch+json", "{\"data\":{\"k\":null,\"l\":\"1\"}}"},
          new String[] {
            "application/json-patch+json",
            "[{\"op\":\"replace\",\"path\":\"/data/k\",\"value\":\"x\"}]"
          },
          new String[] {
            "application/strategic-merge-patch+json",
            "{\"metadata\":{\"$deleteFromPrimitiveList/finalizers\":[\"a\"]},\"$patch\":\"merge\"}"
          },
          new String[] {
            "application/apply-patch+yaml",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: fuzzed}, data: {k: v}}"
          });

  @RegisterExtension static final RunningApiServer server = new RunningApiServer();
  private static HttpClient client;

  private record Answer(int code, String body) {}

  @BeforeAll
  static void start() throws Exception {
    client =
        server
            .bus()
            .createHttpClient(
                new HttpClientOptions().setSsl(true).setTrustAll(true).setVerifyHost(false));
    assertThat(
            send(
                    "POST",
                    MAPS,
                    "application/json",
                    bytes("{\"metadata\":{\"name\":\"fuzzed\"},\"data\":{\"k\":\"v\"}}"))
                .code())
        .isEqualTo(201);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a body of 4 MiB | 413 | Request entity too large: limit is 3145728",
        "an object of 2 MiB | 413 | Request entity too large: limit is 1572864",
        "JSON 2000 deep | 400 | nesting depth",
        "bad UTF-8 | 400 | Invalid UTF-8",
        "a label of 1 MiB | 422 | must be no more than 63 characters",
        "a YAML bomb | 400 | document contains excessive aliasing",
        "an unknown anchor | 400 | unknown anchor 'b' referenced",
        "a name with a path | 422 | a lowercase RFC 1123 subdomain must consist of",
        "a number for a name | 400 | cannot unmarshal number",
      })
  void refusesBodies(String what, int code, String message) throws Exception {
    String type =
        what.contains("YAML") || what.contains("anchor") ? "application/yaml" : "application/json";
    Answer answer = send("POST", MAPS, type, body(what));
    assertThat(answer.body()).contains(message);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(send("GET", MAPS + "/x", "", new byte[0]).code()).isEqualTo(404);
  }

  private static byte[] body(String what) {
    return switch (what) {
      case "a body of 4 MiB" -> bytes(map("x", "y".repeat(4 << 20)));
      case "an object of 2 MiB" ->
          bytes(
              "{\"metadata\":{\"name\":\"x\",\"managedFields\":[]},\"data\":{"
                  + "\"a\":\""
                  + "<".repeat(500_000)
                  + "\",\"b\":\""
                  + "\\u0001".repeat(250_000)
                  + "\"}}");
      case "JSON 2000 deep" ->
          bytes("{\"data\":" + "{\"a\":".repeat(2000) + "1" + "}".repeat(2001));
      case "bad UTF-8" ->
          new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xc3, (byte) 0x28, '"', '}'};
      case "a label of 1 MiB" ->
          bytes(
              "{\"metadata\":{\"name\":\"x\",\"labels\":{\"a\":\"" + "b".repeat(1 << 20) + "\"}}}");
      case "a YAML bomb" -> bytes(bomb());
      case "an unknown anchor" -> bytes("metadata: {name: x}\ndata: *b\n");
      case "a name with a path" -> bytes(map("../../secrets/x", "y"));
      default -> bytes("{\"metadata\":{\"name\":5}}");
    };
  }

  private static String map(String name, String value) {
    return "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":{\"a\":\"" + value + "\"}}";
  }

  private static String bomb() {
    StringBuilder bomb =
        new StringBuilder("metadata: {name: x}\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
      String of = "*a" + (i - 1);
      bomb.append(
          "a%d: &a%d [%s]\n"
              .formatted(i, i, String.join(", ", List.of(of, of, of, of, of, of, of, of, of, of))));
    }
    return bomb.toString();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "/api/v1/namespaces/default/../../../etc/passwd,404",
    "/api/v1/namespaces/default/configmaps/..,404",
    "/api/v1/namespaces/..%2f..%2fsecrets/configmaps/a,404",
    "/api/v1/namespaces/default/configmaps/%00,404",
    "/api/v1/namespaces/default/configmaps?limit=-1,400",
    "/api/v1/namespaces/default/configmaps?limit=99999999999999999999,400",
    "/api/v1/namespaces/default/configmaps?labelSelector=%ff%zz,400",
    "/api/v1/namespaces/default/configmaps?labelSelector=a=b=c,400",
    "/api/v1/namespaces/default/configmaps?fieldSelector=spec.x=1,400",
    "/api/v1/namespaces/default/configmaps?continue=AAAA,400",
    "/api/v1/namespaces/default/configmaps?resourceVersion=x,400",
    "//,404",
    "/apis//v1/x,404",
  })
  void refusesPaths(String path, int code) throws Exception {
    assertThat(send("GET", path, "", new byte[0]).code()).isEqualTo(code);
  }

  /** Bytes of good requests are changed at random: never an error of the server's own. */
  @Test
  void nothingThatIsSentBreaksTheServer() throws Exception {
    Random random = new Random(20);
    for (int round = 0; round < ROUNDS; round++) {
      String[] seed = CORPUS.get(random.nextInt(CORPUS.size()));
      byte[] body = mutated(bytes(seed[1]), random);
      boolean patch = seed[0].contains("patch");
      String path = patch ? MAPS + "/fuzzed?fieldManager=f&dryRun=All" : MAPS + "?dryRun=All";
      Answer answer = send(patch ? "PATCH" : "POST", path, seed[0], body);
      String sent = seed[0] + " " + new String(body, StandardCharsets.ISO_8859_1);
      assertThat(answer.code()).as(sent).isBetween(200, 499);
      if (answer.code() >= 400) {
        assertThat(Json.parse(bytes(answer.body())).path("message").asText()).as(sent).isNotEmpty();
      }
    }
    assertThat(
            Json.parse(bytes(send("GET", MAPS + "/fuzzed", "", new byte[0]).body())).path("data"))
        .hasToString("{\"k\":\"v\"}");
  }

  private static byte[] mutated(byte[] good, Random random) {
    byte[] bytes = good.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(3)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] = bytes[random.nextInt(bytes.length)];
        default -> bytes = java.util.Arrays.copyOf(bytes, Math.max(1, at));
      }
    }
    return bytes;
  }

  private static Answer send(String method, String uri, String contentType, byte[] body)
      throws Exception {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(method))
            .setHost("127.0.0.1")
            .setPort(Integer.parseInt(server.url().substring(server.url().lastIndexOf(':') + 1)))
            .setURI(uri)
            .putHeader("Authorization", "Bearer " + server.pki().token("admin"));
    if (!contentType.isEmpty()) {
      options.putHeader("Content-Type", contentType);
    }
    return RunningApiServer.await(
        client
            .request(options)
            .compose(
                request ->
                    request
                        .send(Buffer.buffer(body))
                        .compose(
                            response ->
                                response
                                    .body()
                                    .map(
                                        text ->
                                            new Answer(response.statusCode(), text.toString())))));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
