package io.kubevert.kubeproxy.rules;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Bob Jenkins' lookup3 hash as Linux computes it: {@code jhash()} of include/linux/jhash.h. */
final class JenkinsHash {
  private static final int INITIAL = 0xdeadbeef;
  private static final int BLOCK = 12;

  private int a;
  private int b;
  private int c;

  private JenkinsHash(int start) {
    a = start;
    b = start;
    c = start;
  }

  static int of(byte[] key, int seed) {
    JenkinsHash hash = new JenkinsHash(INITIAL + key.length + seed);
    int blocks = Math.max(0, (key.length - 1) / BLOCK);
    for (int block = 0; block < blocks; block++) {
      hash.add(key, block * BLOCK, BLOCK);
      hash.mix();
    }
    int rest = key.length - blocks * BLOCK;
    if (rest > 0) {
      hash.add(key, blocks * BLOCK, rest);
      hash.finish();
    }
    return hash.c;
  }

  private void add(byte[] key, int from, int length) {
    byte[] block = new byte[BLOCK];
    System.arraycopy(key, from, block, 0, length);
    ByteBuffer words = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
    a += words.getInt();
    b += words.getInt();
    c += words.getInt();
  }

  private void mix() {
    a = (a - c) ^ Integer.rotateLeft(c, 4);
    c += b;
    b = (b - a) ^ Integer.rotateLeft(a, 6);
    a += c;
    c = (c - b) ^ Integer.rotateLeft(b, 8);
    b += a;
    a = (a - c) ^ Integer.rotateLeft(c, 16);
    c += b;
    b = (b - a) ^ Integer.rotateLeft(a, 19);
    a += c;
    c = (c - b) ^ Integer.rotateLeft(b, 4);
    b += a;
  }

  private void finish() {
    c = (c ^ b) - Integer.rotateLeft(b, 14);
    a = (a ^ c) - Integer.rotateLeft(c, 11);
    b = (b ^ a) - Integer.rotateLeft(a, 25);
    c = (c ^ b) - Integer.rotateLeft(b, 16);
    a = (a ^ c) - Integer.rotateLeft(c, 4);
    b = (b ^ a) - Integer.rotateLeft(a, 14);
    c = (c ^ b) - Integer.rotateLeft(b, 24);
  }
}
