package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.fake.FreePort;
import io.kubevert.ingress.option.GlobalOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Plays {@link ExchangeScript}s against a controller with a few servers around it. */
final class ScriptPlayer implements AutoCloseable {
  /** What {@code htdigest} makes of {@code alice:home:secret}. */
  private static final String MD5 = "a04d8974e1f5016fcc94a91b1d0f4d9a";

  /** Less would not be for want of speed. */
  private static final String EARLIEST = "not before ";

  /** Asked again and again, one request may have come too early. */
  private static final Duration SHORTLY = Duration.ofMillis(500);

  private final Rig rig = new Rig(config -> config.listeningOn("127.0.0.1", 0, FreePort.next(), 0));
  private final Pki pki = new Pki();
  private final ScriptServers servers;
  private final HttpClient secure = client(new HttpClientOptions());
  private final HttpClient certified;
  private final HttpClient deep;
  private final HttpClient stranger;
  private int hosts;

  ScriptPlayer() {
    servers = new ScriptServers(rig, pki);
    objects();
    certified = client(new HttpClientOptions().setKeyCertOptions(pki.identity("client")));
    deep = client(new HttpClientOptions().setKeyCertOptions(pki.identity("deep")));
    stranger = client(new HttpClientOptions().setKeyCertOptions(pki.identity("stranger")));
  }

  private void objects() {
    rig.secret("users", Map.of("auth", "alice:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n"));
    rig.secret("map", Map.of("alice", "{PLAIN}secret"));
    rig.secret("digests", Map.of("auth", "alice:home:" + MD5 + "\n"));
    rig.secret("authority", Map.of("ca.crt", pki.pem("authority")));
    rig.secret("revoked", Map.of("ca.crt", pki.pem("authority"), "ca.crl", pki.revoking("client")));
    rig.secret(
        "unrevoked", Map.of("ca.crt", pki.pem("authority"), "ca.crl", pki.revoking("backend")));
    rig.secret("badly-revoked", Map.of("ca.crt", pki.pem("authority"), "ca.crl", "no list"));
    rig.secret(
        "peer",
        Map.of(
            "ca.crt", pki.pem("authority"),
            "tls.crt", pki.pem("client"),
            "tls.key", pki.key("client")));
    rig.configMap(
        "default",
        "auth-headers",
        Map.of("X-Tenant", "blue", "X-Wanted", "$host$request_uri", "Host", "other.test"));
    rig.configMap("default", "headers", Map.of("X-Custom", "yes", "X-Forbidden", "no"));
    rig.configMap("ops", "answers", Map.of("X-Added", "yes", "Bad Name", "x"));
    rig.configMap("ops", "requests", Map.of("X-Host", "$host"));
    options(Map.of());
  }

  /** Puts the controller's ConfigMap, with what all scripts need, and waits until it is read. */
  private void options(Map<String, String> own) {
    Map<String, String> all = new HashMap<>(Map.of("global-allowed-response-headers", "X-Custom"));
    own.forEach((name, value) -> all.put(name, filled(value, "")));
    GlobalOptions before = rig.controller.snapshot().options();
    rig.configMap("ingress-nginx", "ingress-nginx-controller", all);
    Rig.await(() -> rig.controller.snapshot().options() != before);
  }

  private HttpClient client(HttpClientOptions options) {
    return rig.vertx.createHttpClient(
        options.setSsl(true).setTrustAll(true).setVerifyHost(false).setForceSni(true));
  }

  /** Puts the Ingress and asks; the first request again and again, until what it needs is known. */
  void play(ExchangeScript script) {
    String host = "h" + hosts++ + ".test";
    if (!script.options().isEmpty()) {
      options(script.options());
    }
    Map<String, String> rule = script.rule();
    Map<String, String> annotations = new HashMap<>();
    script.annotations().forEach((name, value) -> annotations.put(name, filled(value, host)));
    Manifests.Path path =
        new Manifests.Path(
            rule.getOrDefault("path", "/"),
            rule.getOrDefault("type", "ImplementationSpecific"),
            rule.getOrDefault("service", "web"),
            "http");
    boolean canary = annotations.containsKey("canary");
    if (canary) {
      rig.ingress("main-" + host, host, mainOf(annotations), Manifests.Path.specific("/", "web"));
    }
    String name = "i-" + host;
    if (rule.containsKey("tls")) {
      rig.secured(name, host, annotations, path);
    } else if (canary) {
      rig.canary(name, host, annotations, path);
    } else {
      rig.ingress(name, host, annotations, path);
    }
    List<ExchangeScript.Step> steps = script.steps();
    Rig.eventually(() -> play(steps.getFirst(), host, SHORTLY));
    steps.subList(1, steps.size()).forEach(step -> play(step, host, Rig.LIMIT));
    if (!script.options().isEmpty()) {
      options(Map.of());
    }
  }

  private static Map<String, String> mainOf(Map<String, String> canary) {
    return canary.containsKey("affinity-canary-behavior") ? Map.of("affinity", "cookie") : Map.of();
  }

  private String filled(String text, String host) {
    return text.replace("HOST", host)
        .replace("TLSPORT", Integer.toString(rig.https()))
        .replace("AUTH", servers.url("auth"))
        .replace("MIRROR", servers.url("mirror"));
  }

  /**
   * @param patience how long servers may take until they have seen the request
   */
  private void play(ExchangeScript.Step step, String host, Duration patience) {
    servers.forget();
    long began = System.nanoTime();
    Got got = ask(step.request().stream().map(line -> filled(line, host)).toList(), host);
    long tookMillis = (System.nanoTime() - began) / 1_000_000;
    for (String line : step.got()) {
      if (line.startsWith(EARLIEST)) {
        assertThat(tookMillis).isGreaterThanOrEqualTo(millis(line));
      } else {
        checkGot(filled(line, host), got);
      }
    }
    step.seen()
        .forEach(
            (server, lines) ->
                Rig.eventually(
                    patience, () -> lines.forEach(line -> checkSeen(server, filled(line, host)))));
  }

  private Got ask(List<String> lines, String host) {
    String[] first = lines.getFirst().split(" ", 2);
    Map<String, String> headers = new HashMap<>();
    String body = "";
    String name = host;
    HttpClient client = rig.client;
    for (String line : lines.subList(1, lines.size())) {
      if (line.startsWith("body ")) {
        body = "x".repeat(Integer.parseInt(line.substring(5)));
      } else if (line.startsWith("over https")) {
        client =
            switch (line.substring("over https".length()).strip()) {
              case "client" -> certified;
              case "deep" -> deep;
              case "stranger" -> stranger;
              default -> secure;
            };
      } else if (line.startsWith("Host: ")) {
        name = line.substring(6);
      } else {
        String[] header = line.split(": ?", 2);
        headers.put(header[0], header[1]);
      }
    }
    RequestOptions options =
        new RequestOptions()
            .setServer(
                SocketAddress.inetSocketAddress(
                    client == rig.client ? rig.http() : rig.https(), "127.0.0.1"))
            .setHost(name)
            .setMethod(HttpMethod.valueOf(first[0]))
            .setURI(first[1]);
    return Rig.await(Rig.send(client, options, name, headers, body));
  }

  private static long millis(String line) {
    return Long.parseLong(line.substring(EARLIEST.length()).split(" ")[0]);
  }

  private static void checkGot(String line, Got got) {
    if (line.matches("\\d{3}")) {
      assertThat(got.status()).isEqualTo(Integer.parseInt(line));
    } else if (line.startsWith("body ")) {
      assertThat(got.body()).isEqualTo(line.substring(5));
    } else {
      checkHeader(line, got::header);
    }
  }

  private void checkSeen(String server, String line) {
    if (server.equals("metrics")) {
      assertThat(rig.page("/metrics")).contains(line);
      return;
    }
    List<Backend.Seen> seen = servers.seenBy(server);
    if (line.equals("-")) {
      assertThat(seen).isEmpty();
      return;
    }
    assertThat(seen).as(server + " is asked").isNotEmpty();
    Backend.Seen last = seen.getLast();
    if (line.matches("[A-Z]+ /.*")) {
      assertThat(last.method() + " " + last.uri()).isEqualTo(line);
    } else if (line.startsWith("body ")) {
      assertThat(last.body()).hasSize(Integer.parseInt(line.substring(5)));
    } else {
      checkHeader(line, last::header);
    }
  }

  private static void checkHeader(String line, UnaryOperator<String> headers) {
    if (line.startsWith("!")) {
      assertThat(headers.apply(line.substring(1))).as(line).isNull();
    } else if (line.startsWith("~")) {
      String[] parts = line.substring(1).split(": ", 2);
      assertThat(headers.apply(parts[0])).as(line).matches(parts[1]);
    } else {
      String[] parts = line.split(": ?", 2);
      assertThat(headers.apply(parts[0])).as(line).isEqualTo(parts[1]);
    }
  }

  @Override
  public void close() {
    servers.close();
    rig.close();
    pki.close();
  }
}
