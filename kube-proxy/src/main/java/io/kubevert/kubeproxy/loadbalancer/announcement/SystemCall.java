package io.kubevert.kubeproxy.loadbalancer.announcement;

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
record SystemCall(String name, MethodHandle handle) {
  private static final int EINTR = 4;
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

  static SystemCall of(String name, MemoryLayout result, MemoryLayout... arguments) {
    return new SystemCall(
        name,
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow(name),
            FunctionDescriptor.of(result, arguments),
            Linker.Option.captureCallState("errno")));
  }

  /**
   * Calls it, again if a signal came in between.
   *
   * @throws IOException with the error's text
   */
  long call(Object... arguments) throws IOException {
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
      throw new IOException(name + ": " + text(error));
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(name, e);
    }
  }

  private static String text(int error) throws Throwable {
    MemorySegment text = (MemorySegment) STRERROR.invoke(error);
    return text.reinterpret(Long.MAX_VALUE).getString(0);
  }
}
