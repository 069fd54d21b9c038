package io.kubevert.coredns.plugin.forward;

import io.vertx.core.Future;

/** Carries one question to a server and its answer back. */
interface Exchange {

  /**
   * @param question a message; its identifier, the first two octets, is chosen here
   * @return the octets of the answer, its identifier checked
   */
  Future<byte[]> ask(byte[] question);

  Future<Void> close();

  /** Puts an identifier in front of a message. */
  static void identify(byte[] message, int id) {
    message[0] = (byte) (id >> 8);
    message[1] = (byte) id;
  }

  static int identifier(byte[] message) {
    return message.length < 2 ? -1 : (message[0] & 0xff) << 8 | message[1] & 0xff;
  }
}
