package io.kubevert.nodeagent.portforward;

import io.kubevert.nodeagent.sandbox.Sandbox;
import io.kubevert.nodeagent.spdy.SpdySession;
import io.kubevert.nodeagent.spdy.SpdyStream;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's session ({@code portforward.k8s.io}): for each connection it opens a stream for errors
 * and one for data.
 *
 * <p>What is written to an error stream makes kubectl give the whole session up. So the failure of
 * one connection is told by a reset of its data stream alone; only a port that nobody has listened
 * on yet, which may be a mistake, is complained of.
 */
final class SpdyPortForward {
  private static final Logger LOG = LoggerFactory.getLogger(SpdyPortForward.class);
  private static final long PAIR_MILLIS = 30_000;

  private final Vertx vertx;
  private final PodConnector connector;
  private final Sandbox sandbox;
  private final String pod;
  private final Map<String, SpdyStream> halves = new HashMap<>();
  private final Set<Integer> seen = new HashSet<>();

  /**
   * @param pod its name, for what the client is told
   */
  SpdyPortForward(Vertx vertx, PodConnector connector, Sandbox sandbox, String pod) {
    this.vertx = vertx;
    this.connector = connector;
    this.sandbox = sandbox;
    this.pod = pod;
  }

  void serve(SpdySession session) {
    session.start(this::opened, halves::clear);
  }

  private void opened(SpdyStream stream) {
    boolean data = stream.header("streamtype").equals("data");
    if (!data && !stream.header("streamtype").equals("error")) {
      stream.reset();
      return;
    }
    stream.accept();
    String request = request(stream, data);
    SpdyStream other = halves.remove(request);
    if (other == null) {
      halves.put(request, stream);
      vertx.setTimer(PAIR_MILLIS, timer -> giveUp(request, stream));
    } else {
      connect(data ? stream : other, data ? other : stream);
    }
  }

  /** Old clients do not number their requests; theirs are known by the order of the streams. */
  private static String request(SpdyStream stream, boolean data) {
    String id = stream.header("requestid");
    return id.isEmpty() ? "stream " + (data ? stream.id() - 2 : stream.id()) : id;
  }

  private void giveUp(String request, SpdyStream stream) {
    if (halves.remove(request, stream)) {
      stream.reset();
    }
  }

  private void connect(SpdyStream data, SpdyStream errors) {
    int port = ForwardedPort.parse(data.header("port"));
    if (port == ForwardedPort.NONE) {
      fail(data, errors, "\"" + data.header("port") + "\" is not a valid port");
      return;
    }
    data.pause();
    connector
        .connect(sandbox, port)
        .onSuccess(
            socket -> {
              seen.add(port);
              socket.join(data);
              errors.end();
            })
        .onFailure(failure -> refused(data, errors, port, failure));
  }

  private void refused(SpdyStream data, SpdyStream errors, int port, Throwable failure) {
    LOG.atDebug().setCause(failure).addKeyValue("pod", pod).log("a port cannot be reached");
    if (seen.contains(port)) {
      errors.end();
      data.reset();
    } else {
      fail(data, errors, ForwardedPort.complaint(pod, port, failure));
    }
  }

  private static void fail(SpdyStream data, SpdyStream errors, String why) {
    errors.write(Buffer.buffer(why));
    errors.end();
    data.reset();
  }
}
