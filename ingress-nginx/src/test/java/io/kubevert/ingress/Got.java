package io.kubevert.ingress;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientResponse;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a client got; several headers of a name are its lines. */
record Got(int status, Map<String, String> headers, String body) {

  /** Reads an answer to its end. */
  static Future<Got> of(HttpClientResponse response) {
    Map<String, String> headers = new TreeMap<>();
    response
        .headers()
        .forEach(
            (name, value) ->
                headers.merge(name.toLowerCase(Locale.ROOT), value, (a, b) -> a + "\n" + b));
    return response.body().map(body -> new Got(response.statusCode(), headers, body.toString()));
  }

  String header(String name) {
    return headers.get(name.toLowerCase(Locale.ROOT));
  }
}
