package io.kubevert.nodeagent.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Reads a log in the form that conmon writes: time, stream, P or F for a part or a full line, text.
 * Remembers how far it has read; when the file was begun anew, so does this. Calls block.
 */
final class LogLines {
  private static final int CHUNK = 1024 * 1024;
  private static final int SPACES_BEFORE_TEXT = 3;

  private final Path file;
  private final LogOptions options;
  private long position;
  private Object identity;
  private long left;
  private boolean insideLine;

  LogLines(Path file, LogOptions options) {
    this.file = file;
    this.options = options;
    this.left = options.limitBytes() < 0 ? Long.MAX_VALUE : options.limitBytes();
  }

  /** What the options choose of the log as it is now. */
  byte[] first() throws IOException {
    if (options.tailLines() < 0) {
      return next();
    }
    Deque<String> tail = new ArrayDeque<>();
    while (true) {
      String chunk = read();
      if (chunk.isEmpty()) {
        break;
      }
      for (String line : chunk.split("\n")) {
        if (isChosen(line)) {
          tail.add(line);
        }
        if (tail.size() > options.tailLines()) {
          tail.remove();
        }
      }
    }
    StringBuilder text = new StringBuilder();
    tail.forEach(line -> append(text, line));
    return limited(text);
  }

  /** What was added since, at most about a mebibyte at once; empty if nothing was. */
  byte[] next() throws IOException {
    StringBuilder text = new StringBuilder();
    String chunk = read();
    if (!chunk.isEmpty()) {
      for (String line : chunk.split("\n")) {
        if (isChosen(line)) {
          append(text, line);
        }
      }
    }
    return limited(text);
  }

  /** Whether there is more to be read at once. */
  boolean hasMore() throws IOException {
    return left > 0 && Files.exists(file) && Files.size(file) > position;
  }

  boolean isExhausted() {
    return left <= 0;
  }

  /** Whole lines from where the last call ended. */
  private String read() throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    Object now = Files.getAttribute(file, "unix:ino");
    if (!now.equals(identity)) {
      identity = now;
      position = 0;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer buffer =
          ByteBuffer.allocate((int) Math.min(CHUNK, Math.max(0, channel.size() - position)));
      int length = Math.max(0, channel.read(buffer, position));
      int end = length;
      while (end > 0 && buffer.get(end - 1) != '\n') {
        end--;
      }
      position += end;
      return new String(buffer.array(), 0, end, StandardCharsets.UTF_8);
    }
  }

  private boolean isChosen(String line) {
    String[] fields = line.split(" ", SPACES_BEFORE_TEXT + 1);
    if (fields.length < SPACES_BEFORE_TEXT) {
      return false;
    }
    boolean stream = options.stream().equals("All") || options.stream().equalsIgnoreCase(fields[1]);
    return stream
        && (options.since().equals(Instant.MIN)
            || !OffsetDateTime.parse(fields[0]).toInstant().isBefore(options.since()));
  }

  private void append(StringBuilder text, String line) {
    String[] fields = line.split(" ", SPACES_BEFORE_TEXT + 1);
    if (options.timestamps() && !insideLine) {
      text.append(fields[0].replace("+00:00", "Z")).append(' ');
    }
    if (fields.length > SPACES_BEFORE_TEXT) {
      text.append(fields[SPACES_BEFORE_TEXT]);
    }
    insideLine = fields[2].equals("P");
    if (!insideLine) {
      text.append('\n');
    }
  }

  private byte[] limited(StringBuilder text) {
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > left) {
      bytes = Arrays.copyOf(bytes, (int) left);
    }
    left -= bytes.length;
    return bytes;
  }
}
