package io.kubevert.coredns.plugin;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** Records in the text of zone files. */
public final class RecordText {
  private static final int DEFAULT_TTL = 3600;

  private RecordText() {}

  /**
   * Reads one record; a name without a dot at its end is absolute all the same.
   *
   * @throws IOException if the text is not one record
   */
  public static Record parse(String text) throws IOException {
    byte[] octets = (text + "\n").getBytes(StandardCharsets.UTF_8);
    try (Master master = new Master(new ByteArrayInputStream(octets), Name.root, DEFAULT_TTL)) {
      master.disableIncludes();
      master.expandGenerate(false);
      Record first = master.nextRecord();
      if (first == null || master.nextRecord() != null) {
        throw new IOException("'" + text + "' is not one record");
      }
      return first;
    }
  }
}
