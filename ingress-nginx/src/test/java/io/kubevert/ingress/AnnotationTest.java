package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.ingress.Manifests.Path;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each annotation does to requests: object in, request in, what backend and client saw. */
@ExtendWith(RigExtension.class)
class AnnotationTest {
  private static Rig rig;
  private static Backend backend;
  private static int hosts;

  @BeforeAll
  static void start() {
    backend = rig.service("web", 1).getFirst();
  }

  private static String ingress(Map<String, String> annotations, Path... paths) {
    String host = "host" + hosts++ + ".test";
    rig.ingress("i" + hosts, host, annotations, paths);
    return host;
  }

  private static Map<String, String> annotations(String text) {
    Map<String, String> annotations = new HashMap<>();
    for (String line : text.split(";")) {
      String[] parts = line.split("=", 2);
      annotations.put(parts[0].strip(), parts[1].strip());
    }
    return annotations;
  }

  @ParameterizedTest(name = "{0}: {1} is answered {2} to {3}")
  @CsvSource({
    "permanent-redirect=https://other.test/x,                             /a?b, 301, https://other.test/x",
    "permanent-redirect=https://other.test; permanent-redirect-code=308,  /a,   308, https://other.test",
    "temporal-redirect=https://other.test$request_uri,                    /a?b, 302, https://other.test/a?b",
    "temporal-redirect=https://other.test; temporal-redirect-code=307,    /a,   307, https://other.test",
    "force-ssl-redirect=true,                                             /a?b, 308, https://HOST/a?b",
    "app-root=/app,                                                       /,    302, http://HOST/app",
    "app-root=/app,                                                       /x,   200,",
    "permanent-redirect=javascript:alert(1),                              /a,   200,",
    "ssl-redirect=true,                                                   /a,   200,",
  })
  void redirects(String annotations, String uri, int status, String target) {
    String host = ingress(annotations(annotations), Path.prefix("/", "web"));
    Got got = rig.get(host, uri);
    assertThat(got.status()).isEqualTo(status);
    assertThat(got.header("location"))
        .isEqualTo(target == null ? null : target.replace("HOST", host));
  }

  @ParameterizedTest(name = "ssl-redirect={0} of a host with a certificate is answered {1}")
  @CsvSource({"true, 308", "false, 200"})
  void sendsHostsWithACertificateToTls(String value, int status) {
    String host = "tls-" + value + ".test";
    rig.secured("tls-" + value, host, Map.of("ssl-redirect", value), Path.prefix("/", "web"));
    Got got = rig.get(host, "/a");
    assertThat(got.status()).isEqualTo(status);
    assertThat(got.header("strict-transport-security")).isNull();
  }

  @ParameterizedTest(name = "{0} of {1}: {2} becomes {3}")
  @CsvSource({
    "/$2,        /api(/|$)(.*), /api/users?x=1, /users?x=1",
    "/$2,        /api(/|$)(.*), /api,           /",
    "/$2,        /api(/|$)(.*), /API/Users,     /Users",
    "/fixed,     /any,          /any/thing,     /fixed",
    "/new/${1},  /old/(.*),     /old/a%20b,     /new/a%20b",
  })
  void rewrites(String target, String path, String uri, String seen) {
    String host = ingress(Map.of("rewrite-target", target), Path.specific(path, "web"));
    assertThat(rig.get(host, uri).status()).isEqualTo(200);
    assertThat(backend.last().uri()).isEqualTo(seen);
  }

  @Test
  void makesExpressionsOfAllPathsOfAHostAsIngressNginxDoes() {
    String host =
        ingress(
            Map.of("use-regex", "true"),
            Path.specific("/img/[0-9]+\\.png", "web"),
            Path.exact("/exact", "web"));
    assertThat(rig.get(host, "/IMG/42.png").status()).isEqualTo(200);
    assertThat(rig.get(host, "/img/x.png").status()).isEqualTo(404);
    assertThat(rig.get(host, "/exactly").status()).isEqualTo(200);
  }

  @Test
  void endsAnExpressionThatTakesForever() {
    String host = ingress(Map.of("use-regex", "true"), Path.specific("/(a+)+$", "web"));
    assertThat(rig.get(host, "/" + "a".repeat(40) + "b").status()).isEqualTo(404);
  }

  @ParameterizedTest(name = "{0}: {1} from {2} is allowed as {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "enable-cors=true                                                       | GET     | https://a.test     | *",
        "enable-cors=true                                                       | OPTIONS | https://a.test     | *",
        "enable-cors=true; cors-allow-origin=https://a.test,https://*.b.test    | GET     | https://a.test     | https://a.test",
        "enable-cors=true; cors-allow-origin=https://a.test,https://*.b.test    | GET     | https://x.b.test   | https://x.b.test",
        "enable-cors=true; cors-allow-origin=https://a.test,https://*.b.test    | GET     | https://evil.test  | ",
        "enable-cors=true; cors-allow-origin=https://a.test,https://*.b.test    | GET     | https://evilb.test | ",
        "enable-cors=false                                                      | GET     | https://a.test     | ",
      })
  void allowsOtherOrigins(String annotations, String method, String origin, String allowed) {
    String host = ingress(annotations(annotations), Path.prefix("/", "web"));
    Got got = rig.send(HttpMethod.valueOf(method), host, "/", Map.of("Origin", origin), "");
    assertThat(got.header("access-control-allow-origin")).isEqualTo(allowed);
    assertThat(got.status()).isEqualTo(method.equals("OPTIONS") ? 204 : 200);
    if (allowed != null) {
      assertThat(got.header("access-control-allow-credentials")).isEqualTo("true");
      assertThat(got.header("access-control-allow-methods"))
          .isEqualTo("GET, PUT, POST, DELETE, PATCH, OPTIONS");
      assertThat(got.header("access-control-max-age"))
          .isEqualTo(method.equals("OPTIONS") ? "1728000" : null);
    }
  }

  @ParameterizedTest(name = "{0} is answered {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "whitelist-source-range=127.0.0.0/8           | 200",
        "whitelist-source-range=10.0.0.0/8,127.0.0.1  | 200",
        "whitelist-source-range=10.0.0.0/8            | 403",
        "whitelist-source-range=127.0.0.2/31          | 403",
        "whitelist-source-range=nonsense              | 403",
        "denylist-source-range=127.0.0.1/32           | 403",
        "denylist-source-range=10.0.0.0/8             | 200",
        "denylist-source-range=::1                    | 200",
      })
  void judgesAddresses(String annotations, int status) {
    String host = ingress(annotations(annotations), Path.prefix("/", "web"));
    assertThat(rig.get(host, "/", Map.of("X-Forwarded-For", "10.1.1.1")).status())
        .isEqualTo(status);
  }

  @ParameterizedTest(name = "{0} with {1} bytes, length stated: {2}, is answered {3}")
  @CsvSource({
    "proxy-body-size=1k, 1024,    true,  200",
    "proxy-body-size=1k, 1025,    true,  413",
    "proxy-body-size=1k, 1025,    false, 413",
    "proxy-body-size=0,  3000000, true,  200",
    "proxy-body-size=8m, 3000000, false, 200",
    "load-balance=ewma,  1048577, true,  413",
  })
  void limitsBodies(String annotations, int size, boolean stated, int status) {
    String host = ingress(annotations(annotations), Path.prefix("/", "web"));
    Map<String, String> headers = stated ? Map.of() : Map.of("Transfer-Encoding", "chunked");
    Got got = rig.send(HttpMethod.POST, host, "/", headers, "x".repeat(size));
    assertThat(got.status()).isEqualTo(status);
  }

  @ParameterizedTest(name = "{0}: {1} of 20 requests pass")
  @CsvSource({
    "limit-rpm=2,                                        11",
    "limit-rpm=2; limit-burst-multiplier=1,              3",
    "limit-rpm=2; limit-whitelist=127.0.0.1,             20",
    "limit-connections=1,                                20",
  })
  void limitsRates(String annotations, int passing) {
    String host = ingress(annotations(annotations), Path.prefix("/", "web"));
    long passed = IntStream.range(0, 20).filter(i -> rig.get(host, "/").status() == 200).count();
    assertThat(passed).isEqualTo(passing);
  }

  @ParameterizedTest(name = "{0} is answered {1}")
  @CsvSource({
    "apr1:secret, 200",
    "apr1:wrong, 401",
    "sha:secret, 200",
    "ssha:secret, 200",
    "nobody:secret, 401",
    ", 401"
  })
  void asksWhoTheClientIs(String credentials, int status) {
    ObjectNode secret = Manifests.object("users");
    String users =
        """
        apr1:$apr1$abcdefgh$HASH
        sha:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=
        ssha:{SSHA}1G904nLkTkGWjKNnQuB/hpWXC/hzYWx0c2FsdA==
        """;
    secret.putObject("data").put("auth", base64(users.replace("$apr1$abcdefgh$HASH", APR1)));
    rig.cluster.put(ResourceTypes.SECRETS, secret);
    String host =
        ingress(
            Map.of("auth-type", "basic", "auth-secret", "users", "auth-realm", "Who?"),
            Path.prefix("/", "web"));
    Map<String, String> headers =
        credentials == null ? Map.of() : Map.of("Authorization", "Basic " + base64(credentials));
    Rig.eventually(() -> assertThat(rig.get(host, "/", headers).status()).isEqualTo(status));
    if (status == 401) {
      assertThat(rig.get(host, "/").header("www-authenticate")).isEqualTo("Basic realm=\"Who?\"");
    }
  }

  private static final String APR1 = openssl("passwd", "-apr1", "-salt", "abcdefgh", "secret");

  private static String openssl(String... arguments) {
    try {
      ProcessBuilder builder = new ProcessBuilder();
      builder.command().add("openssl");
      builder.command().addAll(List.of(arguments));
      Process process = builder.start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new AssertionError("openssl is needed: apt-get install openssl", e);
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest(name = "{0} is closed")
  @CsvSource({"auth-secret=none", "auth-secret=other/users"})
  void closesWhatCannotBeGuarded(String annotation) {
    Map<String, String> annotations = new HashMap<>(annotations(annotation));
    annotations.put("auth-type", "basic");
    String host = ingress(annotations, Path.prefix("/", "web"));
    assertThat(rig.get(host, "/").status()).isEqualTo(503);
  }

  @Test
  void saysWhatTheBackendIsAskedFor() {
    String host =
        ingress(
            Map.of("upstream-vhost", "inner.test", "x-forwarded-prefix", "/pre"),
            Path.prefix("/", "web"));
    rig.get(host, "/");
    assertThat(backend.last().header("Host")).isEqualTo("inner.test");
    assertThat(backend.last().header("X-Forwarded-Host")).isEqualTo(host);
    assertThat(backend.last().header("X-Forwarded-Prefix")).isEqualTo("/pre");
  }

  @Test
  void sendsWhatIsAlikeToTheSamePod() {
    rig.service("hashed", 4);
    String host = ingress(Map.of("upstream-hash-by", "$arg_user"), Path.prefix("/", "hashed"));
    // by luck one of four is left out once in 10^12 times, as their ports are drawn
    long pods =
        IntStream.range(0, 100)
            .mapToObj(
                user -> {
                  String pod = rig.get(host, "/?user=" + user).body();
                  assertThat(rig.get(host, "/x?user=" + user).body()).isEqualTo(pod);
                  return pod;
                })
            .distinct()
            .count();
    assertThat(pods).isEqualTo(4);
  }
}
