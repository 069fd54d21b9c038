package io.kubevert.kubeproxy.network;

/** What became of a packet, as its sender sees it. */
public sealed interface Outcome {

  /**
   * Somebody answered.
   *
   * @param by the server's name
   * @param source the client's address as the server saw it
   */
  record Answered(String by, String source) implements Outcome {}

  /** The sender was told at once that nobody is there. */
  record Refused() implements Outcome {}

  /** A router said that there is no way. */
  record Unreachable() implements Outcome {}

  /** Nothing came back. */
  record Silence() implements Outcome {}
}
