package io.kubevert.kubeproxy.nftables;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * libnftables(3) by the Foreign Function and Memory API: one {@code nft_ctx}, whose netlink socket
 * belongs to the network namespace of the thread that opened it.
 */
@SuppressWarnings("restricted") // calling native code is what this class is for
final class NftContext implements AutoCloseable {
  /** Output as {@code nft} prints it. */
  static final int PLAIN = 0;

  /** Output as {@code nft --json} prints it. */
  static final int JSON = 1 << 4;

  private static final String LIBRARY = "libnftables.so.1";
  private static final long LONGEST_TEXT = 1L << 30;

  private final Arena arena;
  private final MethodHandle run;
  private final MethodHandle output;
  private final MethodHandle error;
  private final MethodHandle setOutputFlags;
  private final MethodHandle free;
  private final MemorySegment context;

  private NftContext(Arena arena, SymbolLookup library) throws Throwable {
    this.arena = arena;
    FunctionDescriptor text = FunctionDescriptor.of(ADDRESS, ADDRESS);
    FunctionDescriptor status = FunctionDescriptor.of(JAVA_INT, ADDRESS);
    run =
        call(library, "nft_run_cmd_from_buffer", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    output = call(library, "nft_ctx_get_output_buffer", text);
    error = call(library, "nft_ctx_get_error_buffer", text);
    setOutputFlags =
        call(library, "nft_ctx_output_set_flags", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT));
    free = call(library, "nft_ctx_free", FunctionDescriptor.ofVoid(ADDRESS));
    context =
        (MemorySegment)
            call(library, "nft_ctx_new", FunctionDescriptor.of(ADDRESS, JAVA_INT)).invokeExact(0);
    int buffered =
        (int) call(library, "nft_ctx_buffer_output", status).invokeExact(context)
            | (int) call(library, "nft_ctx_buffer_error", status).invokeExact(context);
    if (context.equals(MemorySegment.NULL) || buffered != 0) {
      throw new NftablesException("libnftables could not be initialized: out of memory");
    }
  }

  static NftContext open() {
    Arena arena = Arena.ofConfined();
    try {
      return new NftContext(arena, SymbolLookup.libraryLookup(LIBRARY, arena));
    } catch (IllegalArgumentException e) {
      arena.close();
      throw new NftablesException(
          LIBRARY + " was not found: install the package libnftables1 (apt-get install nftables)",
          e);
    } catch (Throwable e) {
      arena.close();
      throw failed(e);
    }
  }

  /**
   * Runs commands of nft's language as one transaction.
   *
   * @return what they print
   * @throws NftablesException if a command failed, and so none was carried out
   */
  String run(String commands, int outputFlags) {
    try (Arena call = Arena.ofConfined()) {
      setOutputFlags.invokeExact(context, outputFlags);
      int status = (int) run.invokeExact(context, call.allocateFrom(commands));
      String printed = text((MemorySegment) output.invokeExact(context));
      String complaint = text((MemorySegment) error.invokeExact(context));
      if (status != 0) {
        throw new NftablesException(firstLines(complaint));
      }
      return printed;
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public void close() {
    try {
      free.invokeExact(context);
    } catch (Throwable e) {
      throw failed(e);
    } finally {
      arena.close();
    }
  }

  private static MethodHandle call(SymbolLookup library, String name, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
  }

  private static String text(MemorySegment address) {
    return address.equals(MemorySegment.NULL) ? "" : address.reinterpret(LONGEST_TEXT).getString(0);
  }

  private static String firstLines(String complaint) {
    int most = 1_000;
    String text = complaint.strip();
    return text.length() <= most ? text : text.substring(0, most) + "...";
  }

  private static RuntimeException failed(Throwable cause) {
    return cause instanceof RuntimeException known
        ? known
        : new NftablesException("libnftables could not be called", cause);
  }
}
