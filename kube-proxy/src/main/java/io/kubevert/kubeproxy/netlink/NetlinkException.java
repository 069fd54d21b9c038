package io.kubevert.kubeproxy.netlink;

import io.kubevert.systemcall.SystemCall;
import java.io.IOException;

/** The kernel answered a request with an error. */
public final class NetlinkException extends IOException {
  private final int error;

  NetlinkException(int error) {
    super(SystemCall.text(error));
    this.error = error;
  }

  /** The number of errno(3). */
  public int error() {
    return error;
  }
}
