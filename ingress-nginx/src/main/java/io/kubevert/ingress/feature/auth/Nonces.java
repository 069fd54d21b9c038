package io.kubevert.ingress.feature.auth;

import java.security.SecureRandom;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The nonces that clients were given and what they counted with each: a request that was heard
 * cannot be sent again. Of very many the oldest are forgotten, and their clients asked anew. Safe
 * for use by several event loops.
 */
final class Nonces {
  private static final long LIFE_NANOS = 300_000_000_000L;
  private static final int MOST = 10_000;
  private static final int MOST_USES = 4_096;
  private static final int BYTES = 16;

  private final LongSupplier nanoTime;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Given> given =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Given> eldest) {
          return size() > MOST;
        }
      };

  private record Given(long at, BitSet used) {}

  Nonces(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  synchronized String create() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String nonce = HexFormat.of().formatHex(bytes);
    given.put(nonce, new Given(nanoTime.getAsLong(), new BitSet()));
    return nonce;
  }

  /**
   * Takes a use of a nonce.
   *
   * @param count the client's count in hexadecimal digits
   * @return false when the nonce is not known any more, or was used with this count
   */
  synchronized boolean take(String nonce, String count) {
    Given found = given.get(nonce);
    if (found == null
        || nanoTime.getAsLong() - found.at > LIFE_NANOS
        || !count.matches("[0-9a-fA-F]{1,8}")) {
      return false;
    }
    long use = Long.parseLong(count, 16);
    if (use < 1 || use > MOST_USES || found.used.get((int) use)) {
      return false;
    }
    found.used.set((int) use);
    return true;
  }
}
