package io.kubevert.systemcall;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** A function of the C library that returns a number below zero when it fails. */
@SuppressWarnings("restricted") // calling native code is what this class is for
public record SystemCall(String name, MethodHandle handle) {
  private static final int EINTR = 4;
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO_CAPTURED = Linker.Option.captureCallState("errno");
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

  /** Finds a function by its name. */
  public static SystemCall of(String name, MemoryLayout result, MemoryLayout... arguments) {
    return bind(name, FunctionDescriptor.of(result, arguments), ERRNO_CAPTURED);
  }

  /**
   * Finds a function whose arguments after the first ones vary.
   *
   * @param fixed how many arguments its prototype names
   */
  public static SystemCall variadic(
      String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
    return bind(
        name,
        FunctionDescriptor.of(result, arguments),
        ERRNO_CAPTURED,
        Linker.Option.firstVariadicArg(fixed));
  }

  private static SystemCall bind(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    return new SystemCall(
        name, LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options));
  }

  /**
   * Calls it, again if a signal came in between.
   *
   * @throws SystemCallException with the error and its text
   */
  public long call(Object... arguments) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      Object[] all = new Object[arguments.length + 1];
      all[0] = state;
      System.arraycopy(arguments, 0, all, 1, arguments.length);
      long result = ((Number) handle.invokeWithArguments(all)).longValue();
      if (result >= 0) {
        return result;
      }
      int error = (int) ERRNO.get(state, 0L);
      if (error == EINTR) {
        return call(arguments);
      }
      throw new SystemCallException(name + ": " + text(error), error);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(name, e);
    }
  }

  /** What the C library says of an error. */
  public static String text(int error) {
    try {
      MemorySegment text = (MemorySegment) STRERROR.invoke(error);
      return text.reinterpret(Long.MAX_VALUE).getString(0);
    } catch (Throwable e) {
      throw new IllegalStateException("strerror", e);
    }
  }
}
