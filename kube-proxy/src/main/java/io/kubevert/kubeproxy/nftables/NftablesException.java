package io.kubevert.kubeproxy.nftables;

/** The kernel, or libnftables, refused; the message says what. */
public final class NftablesException extends RuntimeException {
  public NftablesException(String message) {
    super(message);
  }

  public NftablesException(String message, Throwable cause) {
    super(message, cause);
  }
}
