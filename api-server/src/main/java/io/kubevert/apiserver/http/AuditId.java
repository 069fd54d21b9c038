package io.kubevert.apiserver.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The header by which a client tells its requests apart, as Kubernetes' audit log does. */
final class AuditId {
  private static final String HEADER = "Audit-ID";
  private static final int LENGTH = 64;

  private AuditId() {}

  /** Answers with the client's own identifier, or with a new one. */
  static void answer(HttpServerRequest request) {
    String asked = request.getHeader(HEADER);
    request.response().putHeader(HEADER, asked == null || asked.isEmpty() ? random() : cut(asked));
  }

  private static String cut(String asked) {
    return asked.substring(0, Math.min(asked.length(), LENGTH));
  }

  private static String random() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
