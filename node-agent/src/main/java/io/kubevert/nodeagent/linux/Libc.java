package io.kubevert.nodeagent.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The C library's functions, each failing with the error's text. */
@SuppressWarnings("restricted")
final class Libc {
  static final int EINTR = 4;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("strerror"),
          FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));

  private Libc() {}

  /** A function that returns a number below zero when it fails. */
  record Function(String name, MethodHandle handle) {

    /**
     * @throws SystemCallException with the error's number
     */
    long call(Object... arguments) throws SystemCallException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment state = arena.allocate(STATE);
        Object[] all = new Object[arguments.length + 1];
        all[0] = state;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        long result = ((Number) handle.invokeWithArguments(all)).longValue();
        if (result < 0) {
          int error = (int) ERRNO.get(state, 0L);
          throw new SystemCallException(name, error, text(error));
        }
        return result;
      } catch (SystemCallException | RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(name, e);
      }
    }
  }

  /** A system call that failed. */
  static final class SystemCallException extends IOException {
    private final int error;

    SystemCallException(String function, int error, String text) {
      super(function + ": " + text);
      this.error = error;
    }

    int error() {
      return error;
    }
  }

  static Function function(String name, MemoryLayout... arguments) {
    return bind(name, FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
  }

  /** A function that returns a number of bytes. */
  static Function sized(String name, MemoryLayout... arguments) {
    return bind(name, FunctionDescriptor.of(ValueLayout.JAVA_LONG, arguments));
  }

  /** A function with a variable list of arguments after the first ones. */
  static Function variadic(String name, int fixed, MemoryLayout... arguments) {
    return new Function(
        name,
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow(name),
            FunctionDescriptor.of(ValueLayout.JAVA_LONG, arguments),
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(fixed)));
  }

  private static Function bind(String name, FunctionDescriptor descriptor) {
    return new Function(
        name,
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow(name),
            descriptor,
            Linker.Option.captureCallState("errno")));
  }

  private static String text(int error) throws Throwable {
    MemorySegment text = (MemorySegment) STRERROR.invoke(error);
    return text.reinterpret(Long.MAX_VALUE).getString(0);
  }
}
