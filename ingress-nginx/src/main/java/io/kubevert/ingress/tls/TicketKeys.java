package io.kubevert.ingress.tls;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.security.SecureRandom;

/**
 * The keys of tickets at one moment. They are exchanged for new ones twice in the life of a
 * session, and two of them are known: no ticket is good for longer.
 *
 * @param current what new tickets are made with
 * @param previous what those made before are read with
 * @param since when the current one began, on the clock of nanoseconds
 */
record TicketKeys(
    SessionRules rules,
    OpenSslSessionTicketKey current,
    OpenSslSessionTicketKey previous,
    long since) {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** The first ones, or those after a change of the rules, which no ticket outlives. */
  static TicketKeys of(SessionRules rules, long now) {
    return new TicketKeys(rules, random(), random(), now);
  }

  boolean areFor(SessionRules wanted, long now) {
    return rules.equals(wanted) && now - since < rules.life().toNanos() / 2;
  }

  /** Those that come after these. */
  TicketKeys next(SessionRules wanted, long now) {
    boolean inTime = rules.equals(wanted) && now - since < rules.life().toNanos();
    return inTime ? new TicketKeys(rules, random(), current, now) : of(wanted, now);
  }

  OpenSslSessionTicketKey[] all() {
    return new OpenSslSessionTicketKey[] {current, previous};
  }

  private static OpenSslSessionTicketKey random() {
    return new OpenSslSessionTicketKey(
        bytes(OpenSslSessionTicketKey.NAME_SIZE),
        bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
        bytes(OpenSslSessionTicketKey.AES_KEY_SIZE));
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
