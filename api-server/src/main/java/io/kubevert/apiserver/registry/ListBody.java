package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.storage.Entry;
import io.kubevert.client.Json;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A page of objects as the bytes of a list, put together from the bytes that are stored. A large
 * one is written piece by piece, and never in memory as a whole.
 */
public final class ListBody {
  private static final byte[] ITEMS = ",\"items\":[".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "]}".getBytes(StandardCharsets.US_ASCII);
  private static final int CHUNK = 64 << 10;

  private final byte[] head;
  private final List<Entry> entries;

  private ListBody(byte[] head, List<Entry> entries) {
    this.head = head;
    this.entries = entries;
  }

  public static ListBody of(ResourceDefinition definition, ListPage page) {
    ObjectNode head = Json.object();
    head.put("kind", definition.type().kind() + "List");
    head.put("apiVersion", definition.type().apiVersion());
    head.set("metadata", metadata(page));
    byte[] start = Json.bytes(head);
    byte[] open = Arrays.copyOf(start, start.length - 1 + ITEMS.length);
    System.arraycopy(ITEMS, 0, open, start.length - 1, ITEMS.length);
    return new ListBody(open, page.entries());
  }

  /** How many bytes there are. */
  public long length() {
    long length = head.length + END.length + Math.max(0, entries.size() - 1);
    for (Entry entry : entries) {
      length += entry.value().length;
    }
    return length;
  }

  public byte[] bytes() {
    ByteArrayOutputStream body = new ByteArrayOutputStream((int) length());
    try {
      writeTo(body);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return body.toByteArray();
  }

  public void writeTo(OutputStream out) throws IOException {
    out.write(head);
    boolean first = true;
    for (Entry entry : entries) {
      if (!first) {
        out.write(',');
      }
      first = false;
      out.write(entry.value());
    }
    out.write(END);
  }

  /** The bytes in turn, in pieces of some 64 KiB. */
  public Iterator<Buffer> chunks() {
    return new Iterator<>() {
      private int next = -1;

      @Override
      public boolean hasNext() {
        return next < entries.size();
      }

      @Override
      public Buffer next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        Buffer chunk = Buffer.buffer(CHUNK + (CHUNK >> 2));
        if (next < 0) {
          chunk.appendBytes(head);
          next = 0;
        }
        while (next < entries.size() && chunk.length() < CHUNK) {
          if (next > 0) {
            chunk.appendByte((byte) ',');
          }
          chunk.appendBytes(entries.get(next++).value());
        }
        if (next == entries.size()) {
          chunk.appendBytes(END);
        }
        return chunk;
      }
    };
  }

  /** The list's metadata. */
  public static ObjectNode metadata(ListPage page) {
    ObjectNode metadata = Json.object();
    metadata.put("resourceVersion", Long.toString(page.revision()));
    if (!page.continueToken().isEmpty()) {
      metadata.put("continue", page.continueToken());
    }
    if (page.remaining() >= 0) {
      metadata.put("remainingItemCount", page.remaining());
    }
    return metadata;
  }
}
