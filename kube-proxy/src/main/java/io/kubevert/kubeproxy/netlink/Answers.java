package io.kubevert.kubeproxy.netlink;

import java.io.IOException;
import java.util.function.Consumer;

/** What comes back for a request: data, an end, errors. */
final class Answers implements Consumer<Message> {
  private final int last;
  private final Consumer<Message> data;
  private int error;
  private boolean done;
  private boolean interrupted;

  /**
   * @param last the sequence number of the message whose answer is the last
   */
  Answers(int last, Consumer<Message> data) {
    this.last = last;
    this.data = data;
  }

  @Override
  public void accept(Message message) {
    interrupted |= message.isInterrupted();
    if (message.isError()) {
      if (error == 0) {
        error = message.error();
      }
      done |= message.sequence() == last;
    } else if (message.isDone()) {
      done = true;
    } else {
      data.accept(message);
    }
  }

  boolean done() {
    return done;
  }

  boolean interrupted() {
    return interrupted;
  }

  void check() throws NetlinkException {
    if (error != 0) {
      throw new NetlinkException(error);
    }
  }

  void checkDone() throws IOException {
    check();
    if (!done) {
      throw new IOException("the kernel did not answer");
    }
  }
}
