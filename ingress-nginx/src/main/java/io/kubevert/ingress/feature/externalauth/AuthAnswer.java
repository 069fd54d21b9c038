package io.kubevert.ingress.feature.externalauth;

import io.vertx.core.MultiMap;

/** What the authentication server answered; its body is of no use. */
record AuthAnswer(int status, MultiMap headers) {

  boolean admits() {
    return status >= 200 && status < 300;
  }
}
