package io.kubevert.coredns.message;

/** What the octets of a message turned out to be. */
public sealed interface Decoded {

  /**
   * A question to be answered.
   *
   * @param section the question's octets, name, type and class, as every answer repeats them
   */
  record Question(Query query, byte[] section) implements Decoded {}

  /** A question that cannot be answered; the octets say so to the client. */
  record Refused(byte[] response) implements Decoded {}

  /** Not a question at all; an answer would only feed a loop. */
  record Ignored() implements Decoded {}
}
