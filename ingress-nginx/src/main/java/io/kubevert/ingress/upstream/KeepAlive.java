package io.kubevert.ingress.upstream;

import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a server keeps a connection on which nothing is asked (RFC 2068, 19.7.1.1). */
final class KeepAlive {
  private static final Pattern TIMEOUT = Pattern.compile("(?i)\\btimeout\\s*=\\s*(\\d{1,9})");

  private KeepAlive() {}

  /**
   * @param header the value of {@code Keep-Alive}; null where there is none
   * @param most what is not exceeded whatever the server says
   */
  static long nanos(String header, long most) {
    if (header == null) {
      return most;
    }
    Matcher timeout = TIMEOUT.matcher(header);
    return timeout.find()
        ? Math.min(most, TimeUnit.SECONDS.toNanos(Long.parseLong(timeout.group(1))))
        : most;
  }
}
