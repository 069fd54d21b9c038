package io.kubevert.nodeagent.spdy;

import java.io.IOException;

/** A stream was reset, or its connection ended, before both of its directions had. */
final class SpdyStreamLostException extends IOException {
  SpdyStreamLostException(int id) {
    super("stream " + id + " is gone");
  }
}
