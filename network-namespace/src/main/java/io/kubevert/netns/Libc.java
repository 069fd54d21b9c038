package io.kubevert.netns;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The four calls of the C library that network namespaces need and the JDK does not have. */
@SuppressWarnings("restricted") // calling C is what this class is for
final class Libc {
  private static final int O_RDONLY = 0;
  private static final int O_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNET = 0x40000000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO_FIELD =
      STATE.varHandle(StructLayout.PathElement.groupElement("errno"));

  private static final MethodHandle OPEN =
      function(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          ERRNO,
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle SETNS =
      function("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT), ERRNO);
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT), ERRNO);
  private static final MethodHandle STRERROR =
      function("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private Libc() {}

  /** Opens a file for reading, closed on exec so that child processes do not inherit it. */
  static int open(String path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path);
      return call(
          "open " + path, state -> (int) OPEN.invokeExact(state, name, O_RDONLY | O_CLOEXEC));
    }
  }

  /** Moves the calling thread, and nothing else, into the network namespace behind the file. */
  static void enterNetworkNamespace(int fileDescriptor) throws IOException {
    call("setns", state -> (int) SETNS.invokeExact(state, fileDescriptor, CLONE_NEWNET));
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
    call("close", state -> (int) CLOSE.invokeExact(state, fileDescriptor));
  }

  private static int call(String what, NativeCall call) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result = call.invoke(state);
      if (result < 0) {
        throw new IOException(what + ": " + message((int) ERRNO_FIELD.get(state, 0L)));
      }
      return result;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a native call cannot throw a checked exception", e);
    }
  }

  private static String message(int errno) throws Throwable {
    MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
    return text.reinterpret(Long.MAX_VALUE).getString(0);
  }

  private static MethodHandle function(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
  }

  @FunctionalInterface
  private interface NativeCall {
    int invoke(MemorySegment state) throws Throwable;
  }
}
