package io.kubevert.ingress.feature.rate;

/** How many bytes may have been sent by when. */
final class Pace {
  private static final double NANOS = 1e9;

  private final long bytesPerSecond;
  private final long after;
  private long sent;
  private long since = -1;

  Pace(long bytesPerSecond, long after) {
    this.bytesPerSecond = bytesPerSecond;
    this.after = after;
  }

  /** How many more may be sent now; at most what a second allows, once the first ones are out. */
  long allowed(long now) {
    if (sent < after) {
      return after - sent;
    }
    if (since < 0) {
      since = now;
    }
    double due = after + bytesPerSecond * (1 + (now - since) / NANOS);
    return Math.clamp((long) due - sent, 0, bytesPerSecond);
  }

  void sent(long bytes) {
    sent += bytes;
  }
}
