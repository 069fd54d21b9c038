package io.kubevert.ingress.accesslog;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Moments and durations as nginx writes them. A text that holds for a whole second is made once in
 * it: lines come by the thousand. Safe for use by several event loops.
 */
final class LogTime {
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneId.systemDefault());
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx").withZone(ZoneId.systemDefault());
  private static final long NANOS_OF_MILLI = 1_000_000;

  private volatile Second last = new Second(Long.MIN_VALUE, "");

  private record Second(long epoch, String text) {}

  String local(Instant now) {
    return text(now, LOCAL);
  }

  String iso(Instant now) {
    return text(now, ISO);
  }

  /** One object is asked for one format only. */
  private String text(Instant now, DateTimeFormatter format) {
    Second known = last;
    if (known.epoch != now.getEpochSecond()) {
      known = new Second(now.getEpochSecond(), format.format(now));
      last = known;
    }
    return known.text;
  }

  /** Seconds with three digits after the point. */
  static String seconds(long nanos) {
    long millis = (nanos + NANOS_OF_MILLI / 2) / NANOS_OF_MILLI;
    String fraction = Long.toString(1_000 + millis % 1_000);
    return millis / 1_000 + "." + fraction.substring(1);
  }
}
