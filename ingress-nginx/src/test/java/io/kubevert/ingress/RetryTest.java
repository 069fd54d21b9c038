package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.ingress.Manifests.Path;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether another endpoint is asked, by the annotations {@code proxy-next-upstream}. */
@ExtendWith(RigExtension.class)
class RetryTest {
  private static final int PODS = 4;
  private static Rig rig;

  /** The first so many pods that are asked do that; those after them answer. */
  private record Failing(int pods, String how) {
    void answer(HttpServerRequest request, int arrival) {
      if (arrival > pods) {
        request.response().end("done");
      } else if (how.equals("breaks")) {
        request.connection().close();
      } else if (!how.equals("is silent")) {
        request.response().setStatusCode(Integer.parseInt(how)).end();
      }
    }
  }

  @ParameterizedTest(name = "{0}: a {1} where {2} pods say {3} is answered {4} by pod {5}")
  @CsvSource({
    "conditions=http_503,                GET,   1, 503,       200, 2",
    "conditions=http_503,                POST,  1, 503,       503, 1",
    "conditions=http_503 non_idempotent, POST,  1, 503,       200, 2",
    "conditions=http_503,                PUT,   1, 503,       200, 2",
    "conditions=http_500,                GET,   1, 503,       503, 1",
    "conditions=http_500,                GET,   1, 500,       200, 2",
    "conditions=http_502,                GET,   1, 502,       200, 2",
    "conditions=http_504,                GET,   1, 504,       200, 2",
    "conditions=http_403,                GET,   1, 403,       200, 2",
    "conditions=http_404,                GET,   1, 404,       200, 2",
    "conditions=http_429,                GET,   1, 429,       200, 2",
    "conditions=off,                     GET,   1, breaks,    502, 1",
    "conditions=error,                   GET,   1, breaks,    200, 2",
    "conditions=error,                   PATCH, 1, breaks,    502, 1",
    "conditions=error non_idempotent,    PATCH, 1, breaks,    200, 2",
    "conditions=timeout;read=2s,         GET,   1, is silent, 200, 2",
    "conditions=error;read=100ms,        GET,   1, is silent, 504, 1",
    "conditions=http_503,                GET,   4, 503,       503, 3",
    "conditions=http_503;tries=1,        GET,   4, 503,       503, 1",
    "conditions=http_503;tries=2,        GET,   4, 503,       503, 2",
    "conditions=http_503;tries=0,        GET,   3, 503,       200, 4",
    "conditions=timeout;read=200ms;timeout=100ms, GET, 1, is silent, 504, 1",
  })
  void asksAnotherEndpoint(
      String annotations, String method, int pods, String how, int status, int asked) {
    String name = "retry-" + Integer.toHexString((annotations + method + pods + how).hashCode());
    AtomicInteger arrivals = new AtomicInteger();
    Failing failing = new Failing(pods, how);
    rig.service(name, PODS)
        .forEach(pod -> pod.answer(request -> failing.answer(request, arrivals.incrementAndGet())));
    rig.ingress(name, name + ".test", annotations(annotations), Path.prefix("/", name));
    assertThat(rig.send(HttpMethod.valueOf(method), name + ".test", "/", Map.of(), "").status())
        .isEqualTo(status);
    // who is not waited for may see the request after its client was answered
    Rig.eventually(() -> assertThat(arrivals).hasValue(asked));
  }

  @Test
  void asksForEverythingAgainWhereTheControllerSaysSo() {
    AtomicInteger arrivals = new AtomicInteger();
    Failing failing = new Failing(1, "503");
    rig.service("all", PODS)
        .forEach(pod -> pod.answer(request -> failing.answer(request, arrivals.incrementAndGet())));
    rig.ingress(
        "all", "all.test", Map.of("proxy-next-upstream", "http_503"), Path.prefix("/", "all"));
    rig.options(
        Map.of("retry-non-idempotent", "true"), options -> options.upstreams().retriesAll());
    Got got = rig.send(HttpMethod.POST, "all.test", "/", Map.of(), "");
    rig.options(Map.of(), options -> !options.upstreams().retriesAll());
    assertThat(got.status()).isEqualTo(200);
    assertThat(arrivals).hasValue(2);
  }

  private static Map<String, String> annotations(String text) {
    Map<String, String> names =
        Map.of(
            "conditions", "proxy-next-upstream",
            "tries", "proxy-next-upstream-tries",
            "timeout", "proxy-next-upstream-timeout",
            "read", "proxy-read-timeout");
    return Arrays.stream(text.split(";"))
        .map(part -> part.split("=", 2))
        .collect(Collectors.toMap(part -> names.get(part[0]), part -> part[1]));
  }
}
