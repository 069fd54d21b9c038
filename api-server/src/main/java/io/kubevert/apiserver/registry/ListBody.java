package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.storage.Entry;
import io.kubevert.client.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A page of objects as the bytes of a list, put together from the bytes that are stored. */
public final class ListBody {
  private static final byte[] ITEMS = ",\"items\":[".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "]}".getBytes(StandardCharsets.US_ASCII);

  private ListBody() {}

  public static byte[] of(ResourceDefinition definition, ListPage page) {
    ObjectNode head = Json.object();
    head.put("kind", definition.type().kind() + "List");
    head.put("apiVersion", definition.type().apiVersion());
    head.set("metadata", metadata(page));
    byte[] start = Json.bytes(head);
    int size = page.entries().stream().mapToInt(entry -> entry.value().length + 1).sum();
    ByteArrayOutputStream body =
        new ByteArrayOutputStream(start.length + ITEMS.length + size + END.length);
    body.write(start, 0, start.length - 1);
    body.writeBytes(ITEMS);
    boolean first = true;
    for (Entry entry : page.entries()) {
      if (!first) {
        body.write(',');
      }
      first = false;
      body.writeBytes(entry.value());
    }
    body.writeBytes(END);
    return body.toByteArray();
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
