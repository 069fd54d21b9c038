package io.kubevert.ingress.balancer;

import io.kubevert.ingress.exchange.Endpoint;
import java.util.List;

/**
 * Rendezvous hashing: every proxy finds the same endpoint for the same key without any state, and
 * an endpoint that comes or goes moves only its own share of the keys.
 */
final class Rendezvous {
  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

  private Rendezvous() {}

  static Endpoint choose(List<Endpoint> endpoints, String key) {
    Endpoint best = endpoints.getFirst();
    long most = Long.MIN_VALUE;
    for (Endpoint endpoint : endpoints) {
      long weight = hash(hash(MULTIPLIER, key), endpoint.toString());
      if (weight > most) {
        most = weight;
        best = endpoint;
      }
    }
    return best;
  }

  /** The same on every machine: not the hash of the object, nor one that may change. */
  static long hash(long seed, String text) {
    long hash = seed;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * MULTIPLIER;
      hash ^= hash >>> 32;
    }
    return hash;
  }
}
