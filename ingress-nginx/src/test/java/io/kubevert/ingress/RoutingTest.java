package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.ingress.Manifests.Path;
import io.kubevert.ingress.translate.RoutingMode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which backend a request reaches, by host and path. */
@ExtendWith(RigExtension.class)
class RoutingTest {
  private static Rig rig;

  @BeforeAll
  static void start() {
    for (String name : new String[] {"exact", "prefix", "deep", "root", "wild", "any", "old"}) {
      rig.service(name, 1);
    }
    rig.ingress(
        "paths",
        "a.example",
        Map.of(),
        Path.exact("/foo", "exact"),
        Path.prefix("/foo", "prefix"),
        Path.prefix("/foo/bar/", "deep"));
    rig.ingress("wild", "*.example", Map.of(), Path.prefix("/", "wild"));
    rig.ingress("exact-host", "b.example", Map.of(), Path.prefix("/", "root"));
    rig.ingress("any", "", Map.of(), new Path("/any", "Prefix", "any", "http"));
    ObjectNode newer =
        Manifests.ingress("a-newer", "twice.test", Map.of(), Path.prefix("/", "any"));
    newer.withObjectProperty("metadata").put("creationTimestamp", "2026-02-02T00:00:00Z");
    rig.put(newer, "twice.test");
    rig.ingress("older", "twice.test", Map.of(), Path.prefix("/", "old"));
  }

  @ParameterizedTest(name = "{0}{1} is answered {2} {3}")
  @CsvSource({
    "a.example,       /foo,            200, exact-1",
    "a.example,       /foo/,           200, prefix-1",
    "a.example,       /foo?q=/x,       200, exact-1",
    "a.example,       /foo/x,          200, prefix-1",
    "a.example,       /foo/bar,        200, deep-1",
    "a.example,       /foo/bar/,       200, deep-1",
    "a.example,       /foo/bar/x,      200, deep-1",
    "a.example,       /foo/barx,       200, prefix-1",
    "a.example,       /foobar,         404, default backend - 404",
    "a.example,       /FOO,            404, default backend - 404",
    "a.example,       /,               404, default backend - 404",
    "a.example,       /x/../foo,       200, exact-1",
    "a.example,       //foo//bar/x,    200, deep-1",
    "a.example,       /%66oo,          200, exact-1",
    "a.example,       /any,            404, default backend - 404",
    "A.EXAMPLE:8080,  /foo,            200, exact-1",
    "c.example,       /x,              200, wild-1",
    "b.example,       /x,              200, root-1",
    "x.c.example,     /any,            200, any-1",
    "example,         /any/x,          200, any-1",
    "example,         /other,          404, default backend - 404",
    "twice.test,      /,               200, old-1",
  })
  void routes(String host, String uri, int status, String body) {
    Got got = rig.get(host, uri);
    assertThat(got.status()).isEqualTo(status);
    assertThat(got.body()).isEqualTo(body);
    if (status == 404) {
      assertThat(got.header("content-type")).isEqualTo("text/plain");
    }
  }

  @Test
  void spreadsRequestsOverAllEndpoints() {
    rig.service("many", 3);
    rig.ingress("many", "many.test", Map.of(), Path.prefix("/", "many"));
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 6; i++) {
      names.add(rig.get("many.test", "/").body());
    }
    assertThat(names).containsExactlyInAnyOrder("many-1", "many-2", "many-3");
  }

  @Test
  void answers503WhileAServiceHasNoEndpoints() {
    rig.service("empty", 0);
    rig.ingress("empty", "empty.test", Map.of(), Path.prefix("/", "empty"));
    assertThat(rig.get("empty.test", "/").status()).isEqualTo(503);
    Backend backend = Backend.start(rig.vertx, "empty-1", "127.0.0.2");
    rig.addEndpoint("empty", backend);
    Rig.eventually(() -> assertThat(rig.get("empty.test", "/").status()).isEqualTo(200));
    rig.cluster.put(ResourceTypes.ENDPOINT_SLICES, Manifests.slice("empty", backend, false, false));
    Rig.eventually(() -> assertThat(rig.get("empty.test", "/").status()).isEqualTo(503));
  }

  @Test
  void sendsToDrainingEndpointsWhileThereIsNoOther() {
    rig.service("drain", 0);
    Backend backend = Backend.start(rig.vertx, "drain-1", "127.0.0.2");
    rig.cluster.put(ResourceTypes.ENDPOINT_SLICES, Manifests.slice("drain", backend, false, true));
    rig.ingress("drain", "drain.test", Map.of(), Path.prefix("/", "drain"));
    assertThat(rig.get("drain.test", "/").body()).isEqualTo("drain-1");
  }

  @Test
  void usesTheDefaultBackendOfAnIngressForTheRestOfItsHosts() {
    rig.service("fallback", 1);
    rig.service("ruled", 1);
    ObjectNode ingress =
        Manifests.ingress("fallback", "fallback.test", Map.of(), Path.prefix("/x", "ruled"));
    ObjectNode service =
        ingress.withObjectProperty("spec").putObject("defaultBackend").putObject("service");
    service.put("name", "fallback").putObject("port").put("number", 80);
    rig.put(ingress, "fallback.test");
    assertThat(rig.get("fallback.test", "/x").body()).isEqualTo("ruled-1");
    assertThat(rig.get("fallback.test", "/y").body()).isEqualTo("fallback-1");
  }

  @Test
  void forgetsADeletedIngressAndFollowsAChangedOne() {
    rig.service("gone", 1);
    rig.ingress("gone", "gone.test", Map.of(), Path.prefix("/a", "gone"));
    assertThat(rig.get("gone.test", "/a").status()).isEqualTo(200);
    rig.ingress("gone", "moved.test", Map.of(), Path.prefix("/b", "gone"));
    assertThat(rig.get("gone.test", "/a").status()).isEqualTo(404);
    assertThat(rig.get("moved.test", "/b").status()).isEqualTo(200);
    rig.cluster.delete(ResourceTypes.INGRESSES, new ObjectKey("default", "gone"));
    Rig.eventually(() -> assertThat(rig.get("moved.test", "/b").status()).isEqualTo(404));
  }

  @ParameterizedTest(name = "class {0} by {1}")
  @CsvSource({
    "nginx,  k8s.io/ingress-nginx, 200",
    "mine,   k8s.io/ingress-nginx, 200",
    "theirs, example.com/other,    404",
    "nobody, ,                     404",
  })
  void servesOnlyIngressesOfItsClass(String name, String controller, int status) {
    rig.service("classy", 1);
    if (controller != null) {
      ObjectNode object = Manifests.object(name);
      object.withObjectProperty("metadata").remove("namespace");
      object.putObject("spec").put("controller", controller);
      rig.cluster.put(ResourceTypes.INGRESS_CLASSES, object);
    }
    String host = name + ".class.test";
    ObjectNode ingress =
        Manifests.ingress("class-" + name, host, Map.of(), Path.prefix("/", "classy"));
    ingress.withObjectProperty("spec").put("ingressClassName", name);
    rig.cluster.put(ResourceTypes.INGRESSES, ingress);
    rig.ingress("after-" + name, "after-" + host, Map.of(), Path.prefix("/", "classy"));
    assertThat(rig.get(host, "/").status()).isEqualTo(status);
  }

  @Test
  void readsTheOldVersionsOfTheApi() {
    rig.service("legacy", 1);
    ObjectNode ingress = Manifests.object("legacy");
    ObjectNode rule = ingress.putObject("spec").putArray("rules").addObject();
    ObjectNode path =
        rule.put("host", "legacy.test").putObject("http").putArray("paths").addObject();
    path.putObject("backend").put("serviceName", "legacy").put("servicePort", 80);
    rig.put(ingress, "legacy.test");
    assertThat(rig.get("legacy.test", "/x").body()).isEqualTo("legacy-1");
  }

  @Test
  void usesTheDefaultBackendOfAnIngressWithoutRulesForEveryHost() {
    try (Rig other = new Rig()) {
      other.service("all", 1);
      ObjectNode ingress = Manifests.object("all");
      ObjectNode service =
          ingress.putObject("spec").putObject("defaultBackend").putObject("service");
      service.put("name", "all").putObject("port").put("name", "http");
      other.put(ingress, "");
      assertThat(other.get("whatever.test", "/x").body()).isEqualTo("all-1");
    }
  }

  @ParameterizedTest(name = "annotation {0}, without a class served: {1}, is answered {2}")
  @CsvSource({"nginx, false, 200", "other, false, 404", ", true, 200", ", false, 404"})
  void heedsTheOldAnnotationOfTheClass(String name, boolean withoutClass, int status) {
    try (Rig other = new Rig(config -> config.servingIngressesWithoutClass(withoutClass))) {
      other.service("web", 1);
      ObjectNode ingress = Manifests.ingress("old", "old.test", Map.of(), Path.prefix("/", "web"));
      if (name != null) {
        ingress
            .withObjectProperty("metadata")
            .withObjectProperty("annotations")
            .put("kubernetes.io/ingress.class", name);
      }
      other.cluster.put(ResourceTypes.INGRESSES, ingress);
      ObjectNode last = Manifests.ingress("last", "last.test", Map.of(), Path.prefix("/", "web"));
      last.withObjectProperty("spec").put("ingressClassName", "nginx");
      other.put(last, "last.test");
      assertThat(other.get("old.test", "/").status()).isEqualTo(status);
    }
  }

  @Test
  void asksTheNameThatAServiceIsAnAliasOf() {
    Backend local = Backend.start(rig.vertx, "local", "127.0.0.1");
    ObjectNode alias = Manifests.object("alias");
    ObjectNode spec = alias.putObject("spec").put("type", "ExternalName");
    spec.put("externalName", "localhost");
    spec.putArray("ports").addObject().put("name", "http").put("port", local.port());
    rig.cluster.put(ResourceTypes.SERVICES, alias);
    rig.ingress("alias", "alias.test", Map.of(), new Path("/", "Prefix", "alias", "http"));
    assertThat(rig.get("alias.test", "/").body()).isEqualTo("local");
    local.stop();
  }

  @ParameterizedTest(name = "in mode {0}, {1} is answered {2}")
  @CsvSource({
    "COMPAT, /api/v1/x, 200",
    "COMPAT, /API/V1,   200",
    "COMPAT, /STATUS,   200",
    "COMPAT, /Status/x, 200",
    "COMPAT, /meta,     301",
    "STRICT, /api/v1,   200",
    "STRICT, /api/v1/x, 404",
    "STRICT, /API/V1,   404",
    "STRICT, /Status,   200",
    "STRICT, /STATUS,   404",
    "STRICT, /Status/x, 404",
    "STRICT, /meta,     404",
  })
  void readsExpressionsAsFarAsTheModeSays(RoutingMode mode, String uri, int status) {
    try (Rig other = new Rig(config -> config.with(mode))) {
      other.service("web", 1);
      DoctorTest.putQuirks(other, "web", "web");
      String host = uri.startsWith("/meta") ? "slash.test" : "quirks.test";
      assertThat(other.get(host, uri).status()).isEqualTo(status);
    }
  }

  @ParameterizedTest(name = "{0} {1} is refused: {2}")
  @CsvSource({
    "Prefix,                 /a(b|c), true",
    "Exact,                  /a$,     true",
    "Prefix,                 /a%20b,  true",
    "Prefix,                 /a-b_c.d/1, false",
    "ImplementationSpecific, /a(b|c), false",
  })
  void takesExpressionsInPathsOfNoTypeAlone(String type, String path, boolean refused) {
    ObjectNode ingress =
        Manifests.ingress("typed", "typed.test", Map.of(), new Path(path, type, "root", 80));
    assertThat(Rig.await(rig.cluster.review(ResourceTypes.INGRESSES, ingress)).isPresent())
        .isEqualTo(refused);
  }
}
