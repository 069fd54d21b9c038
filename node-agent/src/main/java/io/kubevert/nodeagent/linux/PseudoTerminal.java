package io.kubevert.nodeagent.linux;

import io.kubevert.systemcall.SystemCall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** A terminal: what a program sees on one side is read and written on the other. */
public final class PseudoTerminal implements AutoCloseable {
  private static final int O_RDWR = 2;
  private static final int O_NOCTTY = 0x100;
  private static final int O_CLOEXEC = 0x80000;
  private static final long TIOCSWINSZ = 0x5414;
  private static final int NAME_BYTES = 64;
  private static final int WINDOW_BYTES = 8;
  private static final int BUFFER_BYTES = 16 * 1024;

  private static final SystemCall OPEN =
      SystemCall.of("posix_openpt", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
  private static final SystemCall OPEN_FILE =
      SystemCall.variadic(
          "open", 2, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
  private static final SystemCall GRANT =
      SystemCall.of("grantpt", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
  private static final SystemCall UNLOCK =
      SystemCall.of("unlockpt", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
  private static final SystemCall NAME =
      SystemCall.of(
          "ptsname_r",
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_LONG);
  private static final SystemCall CONTROL =
      SystemCall.variadic(
          "ioctl",
          2,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_LONG,
          ValueLayout.ADDRESS);
  private static final SystemCall READ =
      SystemCall.of(
          "read",
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_LONG);
  private static final SystemCall WRITE =
      SystemCall.of(
          "write",
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_LONG);
  private static final SystemCall CLOSE =
      SystemCall.of("close", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

  private final Descriptor descriptor;
  private final Path program;

  private PseudoTerminal(int descriptor, Path program) {
    this.descriptor = new Descriptor(descriptor);
    this.program = program;
  }

  public static PseudoTerminal open() throws IOException {
    int descriptor = (int) OPEN.call(O_RDWR | O_NOCTTY | O_CLOEXEC);
    try (Arena arena = Arena.ofConfined()) {
      GRANT.call(descriptor);
      UNLOCK.call(descriptor);
      MemorySegment name = arena.allocate(NAME_BYTES);
      NAME.call(descriptor, name, (long) NAME_BYTES);
      return new PseudoTerminal(descriptor, Path.of(name.getString(0)));
    } catch (IOException e) {
      CLOSE.call(descriptor);
      throw e;
    }
  }

  /** The device that the program is given as its input and output. */
  public Path program() {
    return program;
  }

  /** What the program has written; empty when the last program has closed its side. */
  public byte[] read() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER_BYTES);
      long length = descriptor.use(number -> READ.call(number, buffer, (long) BUFFER_BYTES));
      return buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    } catch (IOException closed) {
      return new byte[0];
    }
  }

  /** Types for the program to read. */
  public void write(byte[] bytes) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      long written = 0;
      while (written < bytes.length) {
        MemorySegment rest = buffer.asSlice(written);
        written += descriptor.use(number -> WRITE.call(number, rest, rest.byteSize()));
      }
    }
  }

  /** Sets the size that the program on this terminal sees. */
  public void resize(int width, int height) throws IOException {
    descriptor.use(number -> setSize(number, width, height));
  }

  /**
   * Sets the size of the terminal that another process has as its input.
   *
   * @throws IOException if the process is gone or has no terminal
   */
  public static void resizeOf(long process, int width, int height) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom("/proc/" + process + "/fd/0");
      int opened = (int) OPEN_FILE.call(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
      try {
        setSize(opened, width, height);
      } finally {
        CLOSE.call(opened);
      }
    }
  }

  private static long setSize(int terminal, int width, int height) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment window = arena.allocate(WINDOW_BYTES, Short.BYTES);
      window.set(ValueLayout.JAVA_SHORT, 0, (short) height);
      window.set(ValueLayout.JAVA_SHORT, Short.BYTES, (short) width);
      return CONTROL.call(terminal, TIOCSWINSZ, window);
    }
  }

  @Override
  public void close() throws IOException {
    descriptor.close();
  }
}
