package io.kubevert.client.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports for tests of servers that have to be told theirs before they listen. */
public final class FreePort {
  private static final int FIRST = 20_000;
  private static final int COUNT = 10_000;

  /** Processes that run at one time begin apart from each other. */
  private static final AtomicInteger NEXT =
      new AtomicInteger((int) (ProcessHandle.current().pid() * 101 % COUNT));

  private FreePort() {}

  /**
   * One that nobody has, for TCP and for UDP. It is below those that the kernel draws, so that
   * nobody is given it before the server listens, and each is told once.
   */
  public static int next() {
    for (int tries = 0; tries < COUNT; tries++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      try (ServerSocket _ = new ServerSocket(port);
          DatagramSocket _ = new DatagramSocket(port)) {
        return port;
      } catch (BindException e) {
        continue;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new IllegalStateException("every port from " + FIRST + " on is taken");
  }
}
