package io.kubevert.nodeagent.server;

import io.kubevert.nodeagent.container.ContainerRuntime;
import io.kubevert.nodeagent.linux.PseudoTerminal;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A program in a container, on a terminal. */
final class TerminalExec {
  private static final Logger LOG = LoggerFactory.getLogger(TerminalExec.class);
  private final Channels channels;
  private final WorkerExecutor threads;

  private record Size(int width, int height) {}

  /**
   * crun makes a terminal of its own inside the container and gives it this one's size once, at the
   * start. So later sizes are set on the inner one, and the last one again when the program is
   * surely there.
   */
  private record Running(
      PseudoTerminal terminal, Process process, Path description, AtomicReference<Size> unsettled) {

    void resize(Size size) throws IOException {
      unsettled.set(size);
      apply(size);
    }

    void settle() throws IOException {
      Size size = unsettled.getAndSet(null);
      if (size != null) {
        apply(size);
      }
    }

    private void apply(Size size) throws IOException {
      terminal.resize(size.width, size.height);
      for (ProcessHandle inner : process.descendants().toList()) {
        try {
          PseudoTerminal.resizeOf(inner.pid(), size.width, size.height);
        } catch (IOException e) {
          LOG.atDebug().addKeyValue("process", inner.pid()).log("has no terminal any more");
        }
      }
    }
  }

  TerminalExec(Channels channels, WorkerExecutor threads) {
    this.channels = channels;
    this.threads = threads;
  }

  /**
   * @param prepare writes what the program is run with; may block
   */
  void start(Callable<ContainerRuntime.TerminalProgram> prepare) {
    threads
        .executeBlocking(() -> run(prepare.call()), false)
        .compose(this::serve)
        .onSuccess(channels::end)
        .onFailure(failure -> channels.fail(String.valueOf(failure.getMessage())));
  }

  /** The program's terminal becomes its controlling one, so that it hears of changes of size. */
  private static Running run(ContainerRuntime.TerminalProgram program) throws IOException {
    PseudoTerminal terminal = PseudoTerminal.open();
    try {
      List<String> all = new ArrayList<>(List.of("setsid", "--ctty", "--wait"));
      all.addAll(program.words());
      File device = terminal.program().toFile();
      Process process =
          new ProcessBuilder(all)
              .redirectInput(device)
              .redirectOutput(device)
              .redirectError(device)
              .start();
      return new Running(terminal, process, program.description(), new AtomicReference<>());
    } catch (IOException e) {
      terminal.close();
      Files.deleteIfExists(program.description());
      throw e;
    }
  }

  private Future<Integer> serve(Running running) {
    channels.receive(new Input(running, threads));
    return threads
        .executeBlocking(
            () -> {
              pump(running);
              return null;
            },
            false)
        .otherwiseEmpty()
        .compose(ignored -> threads.executeBlocking(running.process::waitFor, false))
        .eventually(() -> threads.executeBlocking(() -> close(running), false));
  }

  private void pump(Running running) throws IOException, InterruptedException {
    PseudoTerminal terminal = running.terminal;
    for (byte[] bytes = terminal.read(); bytes.length > 0; bytes = terminal.read()) {
      running.settle();
      channels.send(Channels.STDOUT, bytes, bytes.length);
    }
  }

  private static Void close(Running running) throws IOException {
    running.terminal.close();
    Files.deleteIfExists(running.description);
    return null;
  }

  /** What the client types. */
  private record Input(Running running, WorkerExecutor threads) implements Channels.Receiver {
    private static final byte[] END_OF_TRANSMISSION = {4};

    @Override
    public void input(byte[] bytes) throws IOException {
      running.terminal.write(bytes);
    }

    @Override
    public void inputClosed() throws IOException {
      running.terminal.write(END_OF_TRANSMISSION);
    }

    @Override
    public void resized(int width, int height) throws IOException {
      running.resize(new Size(width, height));
    }

    @Override
    public void gone() {
      Programs.end(threads, running.process);
    }
  }
}
