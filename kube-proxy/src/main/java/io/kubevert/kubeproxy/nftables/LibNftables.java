package io.kubevert.kubeproxy.nftables;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The kernel's nftables through libnftables, in the network namespace of the thread that opens it.
 */
public final class LibNftables implements Nftables {
  private final NftContext context;

  private LibNftables(NftContext context) {
    this.context = context;
  }

  /**
   * Opens libnftables and asks the kernel for its tables.
   *
   * @throws NftablesException if the library or the kernel's nftables is missing, or this process
   *     may not use it; the message says which, and the remedy
   */
  public static LibNftables open() {
    LibNftables nftables = new LibNftables(NftContext.open());
    try {
      nftables.context.run("list tables", NftContext.PLAIN);
      return nftables;
    } catch (NftablesException e) {
      nftables.close();
      throw new NftablesException(
          "the kernel's nftables cannot be used ("
              + e.getMessage()
              + "): it needs CONFIG_NF_TABLES, Linux 5.13 or newer, and the capability NET_ADMIN",
          e);
    }
  }

  @Override
  public void run(Transaction transaction) {
    context.run(transaction.toString(), NftContext.PLAIN);
  }

  @Override
  public Set<String> chains(Table table) {
    Set<String> names = new HashSet<>();
    for (JsonNode item : read("list chains " + table.family()).path("nftables")) {
      JsonNode chain = item.path("chain");
      if (chain.path("table").asText().equals(table.name())) {
        names.add(chain.path("name").asText());
      }
    }
    return names;
  }

  @Override
  public Map<String, Hits> hits(Table table, String map, List<String> keys) {
    Map<String, Hits> hits = new HashMap<>();
    for (String key : keys) {
      try {
        JsonNode answer = read("get element %s %s { %s }".formatted(table, map, key));
        JsonNode counter = answer.findPath("counter");
        hits.put(key, new Hits(counter.path("packets").asLong(), counter.path("bytes").asLong()));
      } catch (NftablesException e) {
        continue;
      }
    }
    return hits;
  }

  @Override
  public void close() {
    context.close();
  }

  private JsonNode read(String command) {
    return Json.parse(context.run(command, NftContext.JSON).getBytes(StandardCharsets.UTF_8));
  }
}
