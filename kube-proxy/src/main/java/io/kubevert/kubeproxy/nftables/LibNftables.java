package io.kubevert.kubeproxy.nftables;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.client.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel's nftables through libnftables, in the network namespace of the thread that opens it.
 */
final class LibNftables implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LibNftables.class);

  private static final Pattern COUNTER = Pattern.compile("counter packets (\\d+) bytes (\\d+)");

  private final NftContext context;

  private LibNftables(NftContext context) {
    this.context = context;
  }

  /**
   * Opens libnftables and asks the kernel for its tables.
   *
   * @throws NftablesException if the library or the kernel's nftables is missing or too old, or
   *     this process may not use it; the message says which, and the remedy
   */
  static LibNftables open() {
    if (System.getenv(KernelVersion.SKIP_CHECK) == null) {
      KernelVersion.check(System.getProperty("os.version"));
    }
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

  void run(Transaction transaction) {
    context.run(transaction.toString(), NftContext.PLAIN);
  }

  Set<String> chains(Table table) {
    Set<String> names = new HashSet<>();
    for (JsonNode item : read("list chains " + table.family()).path("nftables")) {
      JsonNode chain = item.path("chain");
      if (chain.path("table").asText().equals(table.name())) {
        names.add(chain.path("name").asText());
      }
    }
    return names;
  }

  Optional<Nftables.Hits> hits(Table table, String map, String key) {
    try {
      // libnftables 1.0.6 prints elements as text, even when asked for JSON
      Matcher counter =
          COUNTER.matcher(
              context.run("get element %s %s { %s }".formatted(table, map, key), NftContext.PLAIN));
      return counter.find()
          ? Optional.of(
              new Nftables.Hits(Long.parseLong(counter.group(1)), Long.parseLong(counter.group(2))))
          : Optional.empty();
    } catch (NftablesException e) {
      LOG.atDebug().addKeyValue("key", key).setCause(e).log("no such element");
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    context.close();
  }

  private JsonNode read(String command) {
    return Json.parse(context.run(command, NftContext.JSON).getBytes(StandardCharsets.UTF_8));
  }
}
