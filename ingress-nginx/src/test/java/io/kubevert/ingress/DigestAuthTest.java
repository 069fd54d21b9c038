package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.ingress.Manifests.Path;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Digest authentication with a real client, and with one that repeats what it heard. */
@ExtendWith(RigExtension.class)
class DigestAuthTest {
  private static final String HOST = "digest.test";
  private static Rig rig;

  @BeforeAll
  static void start() throws IOException {
    rig.service("web", 1);
    String hash =
        Programs.run("sh", "-c", "printf alice:home:secret | md5sum").split(" ")[0].strip();
    rig.secret("users", Map.of("auth", "alice:home:" + hash + "\nbob:other:" + hash + "\n"));
    rig.ingress(
        "digest",
        HOST,
        Map.of("auth-type", "digest", "auth-secret", "users", "auth-realm", "home"),
        Path.prefix("/", "web"));
    Rig.eventually(() -> assertThat(rig.get(HOST, "/").status()).isEqualTo(401));
  }

  @ParameterizedTest(name = "{0} is answered {1}")
  @CsvSource({"alice:secret, 200", "alice:wrong, 401", "bob:secret, 401", "eve:secret, 401"})
  void letsThoseInWhoProveWhoTheyAre(String user, String status) throws IOException {
    assertThat(curl("-o", "/dev/null", "-w", "%{http_code}", "-u", user)).isEqualTo(status);
  }

  @Test
  void refusesAnAnswerThatWasHeardBefore() throws IOException {
    String spoken = curl("-v", "-u", "alice:secret");
    String heard =
        spoken
            .lines()
            .filter(line -> line.startsWith("> Authorization: Digest"))
            .findFirst()
            .orElseThrow()
            .substring("> Authorization: ".length())
            .strip();
    Got again = rig.get(HOST, "/x?y=1", Map.of("Authorization", heard));
    assertThat(again.status()).isEqualTo(401);
    assertThat(again.header("www-authenticate")).contains("stale=true");
    assertThat(rig.get(HOST, "/else", Map.of("Authorization", heard)).status()).isEqualTo(401);
  }

  private static String curl(String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("curl", "-s", "--digest"));
    command.addAll(List.of(options));
    command.addAll(List.of("-H", "Host: " + HOST, "http://127.0.0.1:" + rig.http() + "/x?y=1"));
    return Programs.run(command.toArray(String[]::new));
  }
}
