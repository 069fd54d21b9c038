package io.kubevert.ingress.exchange;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What filters want done to a request and its answer further on, in the order they asked. */
public final class Changes {
  private final List<Consumer<MultiMap>> answerHeaders = new ArrayList<>(0);
  private final List<Consumer<MultiMap>> upstreamHeaders = new ArrayList<>(0);
  private final List<Runnable> backendAnswers = new ArrayList<>(0);
  private final List<UnaryOperator<WriteStream<Buffer>>> bodyStages = new ArrayList<>(0);
  private final List<Consumer<Buffer>> bodyCopies = new ArrayList<>(0);
  private final Map<String, String> answerCookies = new HashMap<>(0);
  private final List<Runnable> endings = new ArrayList<>(0);

  Changes() {}

  /** Has the headers of the answer changed, whoever gives it, just before they are sent. */
  public void onAnswer(Consumer<MultiMap> change) {
    answerHeaders.add(change);
  }

  /**
   * Has a cookie set by the answer; the last one of a name counts.
   *
   * @param header the value of {@code Set-Cookie}
   */
  public void replaceAnswerCookie(String name, String header) {
    if (answerCookies.put(name, header) == null) {
      onAnswer(headers -> headers.add("set-cookie", answerCookies.get(name)));
    }
  }

  /** Has the headers changed that the backend is sent, after all others are set. */
  public void onUpstream(Consumer<MultiMap> change) {
    upstreamHeaders.add(change);
  }

  /**
   * Has a backend's answer looked at once its status and headers are the client's, before those are
   * sent.
   */
  public void onBackendAnswer(Runnable change) {
    backendAnswers.add(change);
  }

  /** Has the body of a backend's answer pass another stage; the last one added sees it first. */
  public void passBodyThrough(UnaryOperator<WriteStream<Buffer>> stage) {
    bodyStages.add(stage);
  }

  /** Shows every piece of the client's body to somebody beside the backend. */
  public void onBody(Consumer<Buffer> copy) {
    bodyCopies.add(copy);
  }

  /** Has something done when the exchange is over, however it ended. */
  public void onEnd(Runnable action) {
    endings.add(action);
  }

  public void toUpstream(MultiMap headers) {
    upstreamHeaders.forEach(change -> change.accept(headers));
  }

  public void toBackendAnswer() {
    backendAnswers.forEach(Runnable::run);
  }

  void toAnswer(MultiMap headers) {
    answerHeaders.forEach(change -> change.accept(headers));
  }

  /**
   * Where the body of a backend's answer is written to.
   *
   * @param response the client's
   */
  public WriteStream<Buffer> bodyTarget(WriteStream<Buffer> response) {
    WriteStream<Buffer> target = response;
    for (UnaryOperator<WriteStream<Buffer>> stage : bodyStages) {
      target = stage.apply(target);
    }
    return target;
  }

  /** Passes on a piece of the client's body. */
  public void bodyRead(Buffer piece) {
    bodyCopies.forEach(copy -> copy.accept(piece));
  }

  void end() {
    endings.forEach(Runnable::run);
    endings.clear();
  }
}
