package io.kubevert.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import io.kubevert.apiserver.protobuf.ProtobufBody;
import io.kubevert.client.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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

  private record Seed(String contentType, byte[] body) {
    Seed(String contentType, String body) {
      this(contentType, bytes(body));
    }
  }

  /** What the fuzzer starts from: a body that is good. */
  private static final List<Seed> CORPUS =
      List.of(
          new Seed(ProtobufBody.MEDIA_TYPE, protobuf()),
          new Seed(
              "application/json",
              "{\"metadata\":{\"name\":\"f\",\"labels\":{\"a\":\"b\"}},\"data\":{\"k\":\"v\"}}"),
          new Seed(
              "application/yaml", "metadata: &m {name: f, labels: {a: b}}\ndata: {k: v, l: 'w'}\n"),
          new Seed("application/merge-patch+json", "{\"data\":{\"k\":null,\"l\":\"1\"}}"),
          new Seed(
              "application/json-patch+json",
              "[{\"op\":\"replace\",\"path\":\"/data/k\",\"value\":\"x\"}]"),
          new Seed(
              "application/strategic-merge-patch+json",
              "{\"metadata\":{\"$deleteFromPrimitiveList/finalizers\":[\"a\"]},\"$patch\":\"merge\"}"),
          new Seed(
              "application/apply-patch+yaml",
              "{apiVersion: v1, kind: ConfigMap, metadata: {name: fuzzed}, data: {k: v}}"));

  @RegisterExtension static final RunningApiServer server = new RunningApiServer();
  private static HttpCalls calls;

  @BeforeAll
  static void start() throws Exception {
    calls = new HttpCalls(server);
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
    HttpCalls.Answer answer = send("POST", MAPS, type, body(what));
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
      Seed seed = CORPUS.get(random.nextInt(CORPUS.size()));
      byte[] body = mutated(seed.body(), random);
      boolean patch = seed.contentType().contains("patch");
      String path = patch ? MAPS + "/fuzzed?fieldManager=f&dryRun=All" : MAPS + "?dryRun=All";
      HttpCalls.Answer answer = send(patch ? "PATCH" : "POST", path, seed.contentType(), body);
      String sent = seed.contentType() + " " + new String(body, StandardCharsets.ISO_8859_1);
      assertThat(answer.code()).as(sent).isBetween(200, 499);
      if (answer.code() >= 400) {
        assertThat(Json.parse(bytes(answer.body())).path("message").asText()).as(sent).isNotEmpty();
      }
    }
    assertThat(
            Json.parse(bytes(send("GET", MAPS + "/fuzzed", "", new byte[0]).body())).path("data"))
        .hasToString("{\"k\":\"v\"}");
  }

  private static byte[] protobuf() {
    V1.ConfigMap map =
        V1.ConfigMap.newBuilder()
            .setMetadata(Meta.ObjectMeta.newBuilder().setName("f").putLabels("a", "b"))
            .putData("k", "v")
            .build();
    Runtime.Unknown envelope =
        Runtime.Unknown.newBuilder()
            .setTypeMeta(Runtime.TypeMeta.newBuilder().setApiVersion("v1").setKind("ConfigMap"))
            .setRaw(map.toByteString())
            .build();
    return Buffer.buffer("k8s\0").appendBytes(envelope.toByteArray()).getBytes();
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

  private static HttpCalls.Answer send(String method, String path, String contentType, byte[] body)
      throws Exception {
    Map<String, String> headers =
        contentType.isEmpty() ? Map.of() : Map.of("Content-Type", contentType);
    return calls.send(HttpMethod.valueOf(method), path, headers, Buffer.buffer(body));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
