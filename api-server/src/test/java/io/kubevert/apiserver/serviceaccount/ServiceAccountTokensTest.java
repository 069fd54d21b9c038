package io.kubevert.apiserver.serviceaccount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.authentication.User;
import io.kubevert.apiserver.serviceaccount.ServiceAccountTokens.Known;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.resource.ResourceTypes;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom a token makes its bearer, and until when. */
class ServiceAccountTokensTest {
  private static final User ADMIN = User.authenticated("admin", List.of("system:masters"));
  private static final ObjectKey ACCOUNT = new ObjectKey("shop", "robot");
  private static final Set<String> HERE = Set.of(ServiceAccountTokens.ISSUER);

  private final Map<String, ObjectNode> objects = new HashMap<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private ServiceAccountTokens tokens;

  @BeforeEach
  void start() throws Exception {
    tokens = new ServiceAccountTokens(key(), this::find, () -> now);
    put(ResourceTypes.SERVICE_ACCOUNTS, "shop", "robot", "{}");
    put(
        ResourceTypes.PODS,
        "shop",
        "web",
        "{\"serviceAccountName\":\"robot\",\"nodeName\":\"worker1\"}");
    put(ResourceTypes.NODES, "", "worker1", "{}");
  }

  private static PrivateKey key() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair().getPrivate();
  }

  private Optional<ObjectNode> find(ResourceType type, ObjectKey key) {
    return Optional.ofNullable(objects.get(type.plural() + "/" + key.name()));
  }

  private void put(ResourceType type, String namespace, String name, String spec) {
    ObjectNode object = Json.object();
    object
        .putObject("metadata")
        .put("namespace", namespace)
        .put("name", name)
        .put("uid", "uid-of-" + name);
    object.set("spec", Json.parse(spec.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    objects.put(type.plural() + "/" + name, object);
  }

  private String token(User user, String spec) {
    ObjectNode request = Json.object();
    request.set("spec", Json.parse(spec.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    return tokens.requests().answer(user, ACCOUNT, request).path("status").path("token").asText();
  }

  private static String boundTo(String kind, String name) {
    return "{\"boundObjectRef\":{\"apiVersion\":\"v1\",\"kind\":\"%s\",\"name\":\"%s\"}}"
        .formatted(kind, name);
  }

  @Test
  void tellsWhoseItIs() {
    User user = tokens.authenticate(token(ADMIN, "{}"), HERE).orElseThrow().user();
    assertThat(user.name()).isEqualTo("system:serviceaccount:shop:robot");
    assertThat(user.uid()).isEqualTo("uid-of-robot");
    assertThat(user.groups())
        .containsExactly(
            "system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated");
    Known bound = tokens.authenticate(token(ADMIN, boundTo("Pod", "web")), HERE).orElseThrow();
    assertThat(bound.user().extra())
        .containsEntry("authentication.kubernetes.io/pod-name", List.of("web"))
        .containsEntry("authentication.kubernetes.io/node-name", List.of("worker1"));
  }

  @Test
  void endsWithItsTime() {
    String token = token(ADMIN, "{\"expirationSeconds\":600}");
    now = now.plusSeconds(599);
    assertThat(tokens.authenticate(token, HERE)).isPresent();
    now = now.plusSeconds(1);
    assertThat(tokens.authenticate(token, HERE)).isEmpty();
  }

  @Test
  void endsWithWhatItIsBoundTo() {
    String token = token(ADMIN, boundTo("Pod", "web"));
    ObjectNode pod = objects.get("pods/web");
    pod.withObject("/metadata").put("deletionTimestamp", now.toString());
    assertThat(tokens.authenticate(token, HERE)).as("a pod may say its last word").isPresent();
    now = now.plusSeconds(61);
    assertThat(tokens.authenticate(token, HERE)).isEmpty();
    pod.withObject("/metadata").remove("deletionTimestamp");
    assertThat(tokens.authenticate(token, HERE)).isPresent();
    pod.withObject("/metadata").put("uid", "another");
    assertThat(tokens.authenticate(token, HERE)).isEmpty();
    objects.remove("serviceaccounts/robot");
    pod.withObject("/metadata").put("uid", "uid-of-web");
    assertThat(tokens.authenticate(token, HERE)).isEmpty();
  }

  @Test
  void isForItsAudienceAlone() {
    String token = token(ADMIN, "{\"audiences\":[\"vault\"]}");
    assertThat(tokens.authenticate(token, HERE)).isEmpty();
    assertThat(tokens.authenticate(token, Set.of("vault", "other")))
        .map(Known::audiences)
        .contains(Set.of("vault"));
  }

  /** Clients in the same JVM, the official one for example, add providers for their own ends. */
  @Test
  void isSignedWhicheverProviderReadTheKey() throws Exception {
    PrivateKey key =
        KeyFactory.getInstance("ECDSA", new BouncyCastleProvider())
            .generatePrivate(new PKCS8EncodedKeySpec(key().getEncoded()));
    tokens = new ServiceAccountTokens(key, this::find, () -> now);
    assertThat(tokens.authenticate(token(ADMIN, "{}"), HERE)).isPresent();
  }

  @Test
  void isNotForged() throws Exception {
    String token = token(ADMIN, "{}");
    String[] parts = token.split("\\.");
    String other = token(ADMIN, "{\"audiences\":[\"vault\"]}").split("\\.")[1];
    ServiceAccountTokens strangers = new ServiceAccountTokens(key(), this::find, () -> now);
    for (String forged :
        List.of(
            "",
            "..",
            "a.b.c",
            parts[0] + "." + other + "." + parts[2],
            parts[0] + "." + parts[1] + ".",
            "eyJhbGciOiJub25lIn0." + parts[1] + ".")) {
      assertThat(tokens.authenticate(forged, Set.of(ServiceAccountTokens.ISSUER, "vault")))
          .as(forged)
          .isEmpty();
    }
    assertThat(strangers.authenticate(token, HERE)).isEmpty();
  }

  @Test
  void aNodeGetsTokensOfItsOwnPodsAlone() {
    User own = User.authenticated("system:node:worker1", List.of("system:nodes"));
    User other = User.authenticated("system:node:worker2", List.of("system:nodes"));
    String request = boundTo("Pod", "web");
    assertThat(token(own, request)).isNotEmpty();
    assertThatThrownBy(() -> token(own, "{}")).hasMessageContaining("not bound to a pod");
    assertThatThrownBy(() -> token(other, request))
        .hasMessageContaining("a pod scheduled on a different node");
  }

  @Test
  void requestsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> token(ADMIN, "{\"expirationSeconds\":599}"))
        .hasMessageContaining("may not specify a duration less than 10 minutes");
    assertThatThrownBy(() -> token(ADMIN, boundTo("Pod", "gone")))
        .hasMessageContaining("pods \"gone\" not found");
    assertThatThrownBy(() -> token(ADMIN, boundTo("Service", "web")))
        .hasMessageContaining("cannot bind token for serviceaccount \"robot\"");
  }
}
