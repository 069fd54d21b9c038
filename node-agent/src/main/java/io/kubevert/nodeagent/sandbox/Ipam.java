package io.kubevert.nodeagent.sandbox;

import io.kubevert.nodeagent.network.Ipv4Range;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Addresses of the node's range, each held by a file of its name with the holder's uid in it.
 *
 * <p>The file is made exclusively before the address is used and removed after its last use, so no
 * address is ever given twice, whenever the agent dies. The search goes on where it ended: an
 * address that was given back rests as long as possible.
 */
final class Ipam {
  /** The network's address and the bridge's come first. */
  private static final long FIRST_OFFSET = 2;

  private final Path directory;
  private long next = FIRST_OFFSET;

  Ipam(Path directory) {
    this.directory = directory;
  }

  /** A free address, held from now on. */
  synchronized String allocate(Ipv4Range range, String holder) throws IOException {
    Files.createDirectories(directory);
    long usable = range.size() - FIRST_OFFSET - 1;
    long start = next - FIRST_OFFSET;
    for (long tried = 0; tried < usable; tried++) {
      long offset = FIRST_OFFSET + (start + tried) % usable;
      String address = range.address(offset);
      try {
        Files.writeString(directory.resolve(address), holder, StandardOpenOption.CREATE_NEW);
        next = offset + 1;
        return address;
      } catch (FileAlreadyExistsException held) {
        next = offset + 1;
      }
    }
    throw new IOException("no address of " + range + " is free: this node has too many pods");
  }

  /** Gives an address back, if this holder has it. */
  void release(String address, String holder) throws IOException {
    Path file = directory.resolve(address);
    if (Files.exists(file) && Files.readString(file).equals(holder)) {
      Files.delete(file);
    }
  }
}
