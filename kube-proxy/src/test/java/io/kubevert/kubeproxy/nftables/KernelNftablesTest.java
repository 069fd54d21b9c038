package io.kubevert.kubeproxy.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubevert.netns.ScratchNamespace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Elements by netlink against rules by libnftables, in a real kernel. */
class KernelNftablesTest {
  private static final Table TABLE = new Table("ip", "test");
  private static final Table TABLE6 = new Table("ip6", "test");
  private static final List<Collection> COLLECTIONS =
      List.of(
          Collection.map(
              "verdicts", "type ipv4_addr . inet_proto . inet_service : verdict ; counter ;"),
          Collection.map(
              "endpoints",
              "type ipv4_addr . inet_proto . inet_service . classid : ipv4_addr . inet_service ;"
                  + " counter ;"),
          Collection.set("single", "type ipv4_addr ;"),
          Collection.map("groups", "type classid : verdict ;"),
          Collection.map("numbers", "type ipv4_addr . inet_proto . inet_service : classid ;"),
          Collection.set(
              "ranges",
              "type ipv4_addr . inet_proto . inet_service . ipv4_addr ; flags interval ;"));
  private static final List<Collection> COLLECTIONS6 =
      List.of(
          Collection.map(
              "endpoints6",
              "type ipv6_addr . inet_proto . inet_service . classid : ipv6_addr . inet_service ;"),
          Collection.set(
              "ranges6",
              "type ipv6_addr . inet_proto . inet_service . ipv6_addr ; flags interval ;"));

  private final ScratchNamespace namespace =
      ScratchNamespace.create("kpn" + ProcessHandle.current().pid());

  @AfterEach
  void close() {
    namespace.close();
  }

  private static Map<Element.Key, String> elements() {
    Map<Element.Key, String> elements = new LinkedHashMap<>();
    put(elements, "verdicts", "10.0.0.1 . tcp . 80", "goto target");
    put(elements, "verdicts", "10.0.0.1 . udp . 53", "drop");
    put(elements, "verdicts", "10.0.0.1 . sctp . 65535", "jump target");
    put(elements, "endpoints", "10.0.0.1 . tcp . 80 . 0", "10.1.0.1 . 8080");
    put(elements, "endpoints", "10.0.0.1 . tcp . 80 . 0x7fffffff", "10.1.0.2 . 8080");
    put(elements, "single", "255.255.255.255", "");
    put(elements, "groups", "0x80000001", "jump target");
    put(elements, "numbers", "10.0.0.1 . tcp . 80", "0xffffffff");
    put(elements, "ranges", "10.0.0.1 . tcp . 80 . 10.9.8.7/8", "");
    put(elements, "ranges", "10.0.0.1 . tcp . 80 . 192.0.2.1", "");
    put(elements, "ranges", "10.0.0.2 . tcp . 80 . 0.0.0.0/0", "");
    return elements;
  }

  private static Map<Element.Key, String> elements6() {
    Map<Element.Key, String> elements = new LinkedHashMap<>();
    put(elements, "endpoints6", "fd00:0:0::1 . tcp . 80 . 1", "fd00:64::9 . 8080");
    put(elements, "ranges6", "fd00::1 . udp . 80 . 2001:db8::/33", "");
    return elements;
  }

  @Test
  void whatNftWroteIsWhatNetlinkWouldWrite() {
    in(
        nftables -> {
          List<Operation> all = new ArrayList<>(structure(COLLECTIONS));
          add(elements()).forEach(all::add);
          nftables.run(new Transaction(TABLE, all));
          assertThat(nftables.difference(TABLE, names(COLLECTIONS), elements())).isEmpty();
          List<Operation> all6 = new ArrayList<>(structure(COLLECTIONS6));
          add(elements6()).forEach(all6::add);
          nftables.run(new Transaction(TABLE6, all6));
          assertThat(nftables.difference(TABLE6, names(COLLECTIONS6), elements6())).isEmpty();
        });
  }

  @Test
  void whatNetlinkWroteIsWhatNftLists() {
    in(
        nftables -> {
          nftables.run(new Transaction(TABLE, structure(COLLECTIONS)));
          nftables.run(new Transaction(TABLE, add(elements())));
          nftables.run(new Transaction(TABLE6, structure(COLLECTIONS6)));
          nftables.run(new Transaction(TABLE6, add(elements6())));
        });

    assertThat(list(TABLE, "verdicts"))
        .contains("10.0.0.1 . tcp . 80 counter packets 0 bytes 0 : goto target")
        .contains("10.0.0.1 . udp . 53 counter packets 0 bytes 0 : drop")
        .contains("10.0.0.1 . sctp . 65535 counter packets 0 bytes 0 : jump target");
    assertThat(list(TABLE, "endpoints")).contains("10.1.0.1 . 8080", "10.1.0.2 . 8080");
    assertThat(list(TABLE, "ranges"))
        .contains("10.0.0.1 . tcp . 80 . 10.0.0.0/8", "10.0.0.1 . tcp . 80 . 192.0.2.1");
    assertThat(list(TABLE6, "ranges6")).contains("fd00::1 . udp . 80 . 2001:db8::/33");
  }

  @Test
  void aDifferenceUndoesWhatSomebodyElseDid() {
    in(
        nftables -> {
          nftables.run(new Transaction(TABLE, structure(COLLECTIONS)));
          nftables.run(new Transaction(TABLE, add(elements())));
          nftables.changedByOthers();
          nft("delete element ip test verdicts { 10.0.0.1 . udp . 53 }");
          nft("delete element ip test verdicts { 10.0.0.1 . tcp . 80 }");
          nft("add element ip test verdicts { 10.0.0.1 . tcp . 80 : drop }");
          nft("add element ip test verdicts { 10.0.0.9 . tcp . 80 : drop }");
          nft("add element ip test ranges { 10.0.0.9 . tcp . 80 . 10.0.0.0/9 }");

          assertThat(nftables.changedByOthers()).containsExactly(TABLE);
          List<Operation> undo = nftables.difference(TABLE, names(COLLECTIONS), elements());
          assertThat(undo).hasSize(5);
          nftables.run(new Transaction(TABLE, undo));
          assertThat(nftables.difference(TABLE, names(COLLECTIONS), elements())).isEmpty();
          assertThat(nftables.changedByOthers()).as("nobody else's").isEmpty();
        });
  }

  @Test
  void whoeverChangesAnotherTableIsNotMinded() {
    in(
        nftables -> {
          nftables.run(new Transaction(TABLE, structure(COLLECTIONS)));
          nftables.run(new Transaction(TABLE, add(elements())));
          nft("add table ip another");

          assertThat(nftables.changedByOthers()).doesNotContain(TABLE);
        });
  }

  @Test
  void rulesThatAreWrittenWhileOthersWriteTheirsAreOurs() {
    in(
        nftables -> {
          nftables.run(new Transaction(TABLE, structure(COLLECTIONS)));
          assertThat(nftables.changedByOthers()).isEmpty();
          Table others = new Table("ip", "others");
          AtomicBoolean enough = new AtomicBoolean();
          Thread another =
              Thread.ofPlatform().start(() -> in(theirs -> rewrite(theirs, others, enough::get)));
          try {
            AtomicInteger rounds = new AtomicInteger();
            rewrite(nftables, TABLE, () -> rounds.incrementAndGet() > 100);
          } finally {
            enough.set(true);
            joined(another);
          }
          assertThat(nftables.changedByOthers()).containsExactly(others);
        });
  }

  /** Writes a chain again and again. */
  private static void rewrite(Nftables nftables, Table table, BooleanSupplier enough) {
    nftables.run(new Transaction(table, List.of(new Operation.AddTable())));
    Operation chain = new Operation.AddChain(Chain.of("rewritten", "drop"));
    do {
      nftables.run(new Transaction(table, List.of(chain)));
    } while (!enough.getAsBoolean());
  }

  private static void joined(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aTransactionThatIsTooLongToListenToIsNobodyElses() {
    Map<Element.Key, String> many = new LinkedHashMap<>();
    IntStream.range(0, 5_000)
        .forEach(n -> put(many, "single", "10.1.%d.%d".formatted(n >> 8, n & 255), ""));
    in(
        nftables -> {
          nftables.run(new Transaction(TABLE, structure(COLLECTIONS)));
          nftables.run(new Transaction(TABLE, add(many)));
          assertThat(nftables.changedByOthers()).isEmpty();
          assertThat(nftables.difference(TABLE, Set.of("single"), many)).isEmpty();
          nft("delete table ip test");
          assertThat(nftables.changedByOthers()).containsExactly(TABLE);
        });
  }

  @Test
  void aTransactionIsMadeWholeOrNotAtAll() {
    in(
        nftables -> {
          nftables.run(new Transaction(TABLE, structure(COLLECTIONS)));
          List<Operation> operations = new ArrayList<>(add(elements()));
          operations.add(new Operation.DeleteElement(new Element.Key("single", "192.0.2.77")));
          assertThatThrownBy(() -> nftables.run(new Transaction(TABLE, operations)))
              .isInstanceOf(NftablesException.class)
              .hasMessageContaining("No such file");
          assertThat(nftables.difference(TABLE, names(COLLECTIONS), Map.of())).isEmpty();
        });
  }

  private interface Use {
    void with(KernelNftables nftables) throws Exception;
  }

  private void in(Use use) {
    namespace.call(
        () -> {
          try (KernelNftables nftables = KernelNftables.open()) {
            use.with(nftables);
          }
          return null;
        });
  }

  private void nft(String command) {
    String[] words = command.split(" ");
    String[] all = new String[words.length + 1];
    System.arraycopy(words, 0, all, 1, words.length);
    all[0] = "nft";
    namespace.run(all);
  }

  private String list(Table table, String set) {
    return namespace.run(
        "nft", "list", set.startsWith("ranges") ? "set" : "map", table.family(), table.name(), set);
  }

  private static void put(Map<Element.Key, String> elements, String set, String key, String value) {
    elements.put(new Element.Key(set, key), value);
  }

  private static List<Operation> structure(List<Collection> collections) {
    List<Operation> operations = new ArrayList<>();
    operations.add(new Operation.AddTable());
    operations.add(new Operation.AddChain(Chain.of("target", "accept")));
    collections.forEach(collection -> operations.add(new Operation.AddCollection(collection)));
    return operations;
  }

  private static List<Operation> add(Map<Element.Key, String> elements) {
    return elements.entrySet().stream()
        .<Operation>map(e -> new Operation.AddElement(new Element(e.getKey(), e.getValue())))
        .toList();
  }

  private static Set<String> names(List<Collection> collections) {
    return collections.stream().map(Collection::name).collect(Collectors.toSet());
  }
}
