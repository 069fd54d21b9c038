package io.kubevert.netns;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.kubevert.systemcall.SystemCall;
import java.io.IOException;
import java.lang.foreign.Arena;

/** The calls of the C library that network namespaces need and the JDK does not have. */
final class Libc {
  private static final int O_RDONLY = 0;
  private static final int O_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNET = 0x40000000;

  private static final SystemCall OPEN =
      SystemCall.variadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT);
  private static final SystemCall SETNS = SystemCall.of("setns", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final SystemCall CLOSE = SystemCall.of("close", JAVA_INT, JAVA_INT);

  private Libc() {}

  /** Opens a file for reading, closed on exec so that child processes do not inherit it. */
  static int open(String path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return (int) OPEN.call(arena.allocateFrom(path), O_RDONLY | O_CLOEXEC);
    } catch (IOException e) {
      throw new IOException(path + ": " + e.getMessage(), e);
    }
  }

  /** Moves the calling thread, and nothing else, into the network namespace behind the file. */
  static void enterNetworkNamespace(int fileDescriptor) throws IOException {
    SETNS.call(fileDescriptor, CLONE_NEWNET);
  }

  /** Moves the calling thread, and nothing else, into the network namespace of that path. */
  static void enterNetworkNamespace(String path) throws IOException {
    int file = open(path);
    try {
      enterNetworkNamespace(file);
    } finally {
      close(file);
    }
  }

  static void close(int fileDescriptor) throws IOException {
    CLOSE.call(fileDescriptor);
  }
}
