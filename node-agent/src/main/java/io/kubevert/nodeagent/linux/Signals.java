package io.kubevert.nodeagent.linux;

import io.kubevert.systemcall.SystemCall;
import io.kubevert.systemcall.SystemCallException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import java.util.Map;

/** Sends signals to exactly the process that is meant, never to a later one with its number. */
public final class Signals {
  public static final int SIGKILL = 9;
  public static final int SIGTERM = 15;

  private static final long PIDFD_SEND_SIGNAL = 424;
  private static final long PIDFD_OPEN = 434;
  private static final Map<String, Integer> NUMBERS =
      Map.ofEntries(
          Map.entry("HUP", 1),
          Map.entry("INT", 2),
          Map.entry("QUIT", 3),
          Map.entry("ABRT", 6),
          Map.entry("KILL", SIGKILL),
          Map.entry("USR1", 10),
          Map.entry("USR2", 12),
          Map.entry("TERM", SIGTERM),
          Map.entry("CONT", 18),
          Map.entry("STOP", 19),
          Map.entry("WINCH", 28),
          Map.entry("PWR", 30),
          Map.entry("RTMIN+3", 37));
  private static final SystemCall OPEN =
      SystemCall.variadic(
          "syscall",
          1,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG);
  private static final SystemCall SEND =
      SystemCall.variadic(
          "syscall",
          1,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_LONG);
  private static final SystemCall CLOSE =
      SystemCall.of("close", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

  private Signals() {}

  /** The number of a signal as images name it: {@code SIGTERM}, {@code TERM} or {@code 15}. */
  public static int number(String name) {
    String plain = name.strip().toUpperCase(Locale.ROOT);
    if (plain.matches("\\d{1,2}")) {
      return Integer.parseInt(plain);
    }
    return NUMBERS.getOrDefault(plain.startsWith("SIG") ? plain.substring(3) : plain, SIGTERM);
  }

  /**
   * Sends a signal; a process that has ended is no error.
   *
   * @throws IOException if the kernel refuses
   */
  public static void send(ProcessId process, int signal) throws IOException {
    long descriptor;
    try {
      descriptor = OPEN.call(PIDFD_OPEN, (long) process.pid(), 0L);
    } catch (SystemCallException e) {
      if (process.isAlive()) {
        throw e;
      }
      return;
    }
    try {
      // The descriptor holds the number, so a look after opening it is a look at the same process.
      if (process.isAlive()) {
        SEND.call(PIDFD_SEND_SIGNAL, descriptor, (long) signal, MemorySegment.NULL, 0L);
      }
    } catch (SystemCallException e) {
      if (process.isAlive()) {
        throw e;
      }
    } finally {
      CLOSE.call((int) descriptor);
    }
  }
}
