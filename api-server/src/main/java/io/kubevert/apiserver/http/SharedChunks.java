package io.kubevert.apiserver.http;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Lines of watches as the chunks that are written. Watchers that are told the same lines one after
 * another get the same bytes, put together once. Belongs to one context.
 */
final class SharedChunks {
  private List<Buffer> lines = List.of();
  private Buffer chunk = Buffer.buffer();

  /**
   * The lines as one buffer, which others may be writing, too, and nobody may change.
   *
   * @param wanted at least one line
   */
  Buffer of(List<Buffer> wanted) {
    if (wanted.size() == 1) {
      return wanted.getFirst();
    }
    if (!isLast(wanted)) {
      chunk = Buffer.buffer(wanted.stream().mapToInt(Buffer::length).sum());
      wanted.forEach(chunk::appendBuffer);
      lines = List.copyOf(wanted);
    }
    return chunk;
  }

  /** Whether these are the very lines of the last call; equal ones would take long to compare. */
  private boolean isLast(List<Buffer> wanted) {
    if (wanted.size() != lines.size()) {
      return false;
    }
    for (int i = 0; i < lines.size(); i++) {
      if (wanted.get(i) != lines.get(i)) {
        return false;
      }
    }
    return true;
  }
}
