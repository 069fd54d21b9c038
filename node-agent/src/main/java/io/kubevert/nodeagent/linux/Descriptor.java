package io.kubevert.nodeagent.linux;

import io.kubevert.systemcall.SystemCall;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A file descriptor that several threads use. It is closed only when none does, since its number
 * would soon be another file's.
 */
final class Descriptor {
  private static final SystemCall CLOSE =
      SystemCall.of("close", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

  private final int number;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  /** Something done with a descriptor. */
  interface Use<T> {
    T with(int descriptor) throws IOException;
  }

  Descriptor(int number) {
    this.number = number;
  }

  <T> T use(Use<T> use) throws IOException {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IOException("closed");
      }
      return use.with(number);
    } finally {
      lock.readLock().unlock();
    }
  }

  void close() throws IOException {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        CLOSE.call(number);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
