package io.kubevert.ingress.option;

import io.kubevert.ingress.annotation.Annotations;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How clients are spoken to.
 *
 * @param version2 whether HTTP/2 is offered on TLS connections ({@code use-http2})
 * @param clearTextVersion2 whether HTTP/2 is spoken without TLS, too ({@code use-http2-clear-text},
 *     Kubevert's own)
 * @param streams how many requests a connection of HTTP/2 may have at a time ({@code
 *     http2-max-concurrent-streams})
 * @param idle how long a connection may be without a request ({@code keep-alive}; 0: no second one)
 * @param requests after how many it ends ({@code keep-alive-requests})
 * @param head how long the head of a connection's first request may take ({@code
 *     client-header-timeout})
 * @param body how long nothing of a body may come ({@code client-body-timeout})
 * @param heads how long heads may be ({@code large-client-header-buffers})
 */
public record HttpOptions(
    boolean version2,
    boolean clearTextVersion2,
    int streams,
    Duration idle,
    int requests,
    Duration head,
    Duration body,
    HeadSize heads) {
  private static final int STREAMS = 128;
  private static final Duration IDLE = Duration.ofSeconds(75);
  private static final int REQUESTS = 1_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final HeadSize HEADS = new HeadSize(8 * 1024, 32 * 1024);

  /**
   * How long a request's head may be, in bytes.
   *
   * @param line its first line
   * @param fields all of its header fields
   */
  public record HeadSize(int line, int fields) {
    private static final Pattern BUFFERS = Pattern.compile("(\\d{1,4})\\s+(\\S+)");
    private static final long MOST = 1 << 20;

    /** Reads the number and the size of nginx' buffers: a line has to fit into one. */
    static Optional<HeadSize> parse(String text) {
      Matcher matcher = BUFFERS.matcher(text);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      long count = Long.parseLong(matcher.group(1));
      return Annotations.bytes(matcher.group(2))
          .filter(size -> size > 0 && count > 0 && size <= MOST && count * size <= MOST)
          .map(size -> new HeadSize((int) (long) size, (int) (count * size)));
    }
  }

  /** Nginx' {@code keep-alive} of 0 means that no connection waits for a second request. */
  static HttpOptions read(Annotations values) {
    Duration idle = values.time("keep-alive", IDLE);
    int requests = values.number("keep-alive-requests", 1, Integer.MAX_VALUE).orElse(REQUESTS);
    boolean kept = idle.isPositive();
    return new HttpOptions(
        values.flag("use-http2", true),
        values.flag("use-http2-clear-text", false),
        values.number("http2-max-concurrent-streams", 1, 100_000).orElse(STREAMS),
        kept ? idle : IDLE,
        kept ? requests : 1,
        values.positiveTime("client-header-timeout", TIMEOUT),
        values.positiveTime("client-body-timeout", TIMEOUT),
        values
            .parsed(
                "large-client-header-buffers",
                HeadSize::parse,
                "a number and a size such as 4 8k, of 1m at most in all")
            .orElse(HEADS));
  }
}
