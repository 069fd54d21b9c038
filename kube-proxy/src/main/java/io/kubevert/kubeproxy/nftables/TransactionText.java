package io.kubevert.kubeproxy.nftables;

/** Writes operations in nft's language, neighbouring elements of one set in one command. */
final class TransactionText {
  private final Table table;
  private final StringBuilder text = new StringBuilder();
  private String open = "";

  TransactionText(Table table) {
    this.table = table;
  }

  void append(Operation operation) {
    switch (operation) {
      case Operation.AddTable() -> line("add table " + table);
      case Operation.AddOwnedTable() -> line("add table " + table + " { flags owner ; }");
      case Operation.DeleteTable() -> line("delete table " + table);
      case Operation.AddChain(Chain chain) -> chain(chain);
      case Operation.DeleteChain(String name) -> line("delete chain " + table + " " + name);
      case Operation.AddCollection(Collection added) ->
          line(
              "add %s %s %s { %s }"
                  .formatted(added.kind().keyword(), table, added.name(), added.definition()));
      case Operation.AddElement(Element element) -> {
        element("add element ", element.key());
        if (!element.value().isEmpty()) {
          text.append(" : ").append(element.value());
        }
      }
      case Operation.DeleteElement(Element.Key key) -> element("delete element ", key);
    }
  }

  private void chain(Chain chain) {
    line(
        "add chain %s %s%s"
            .formatted(
                table, chain.name(), chain.hook().isEmpty() ? "" : " { " + chain.hook() + " ; }"));
    line("flush chain " + table + " " + chain.name());
    chain.rules().forEach(rule -> line("add rule %s %s %s".formatted(table, chain.name(), rule)));
  }

  private void element(String verb, Element.Key key) {
    String command = verb + table + " " + key.collection() + " { ";
    if (command.equals(open)) {
      text.append(", ");
    } else {
      close();
      text.append(command);
      open = command;
    }
    text.append(key.key());
  }

  private void line(String line) {
    close();
    text.append(line).append('\n');
  }

  private void close() {
    if (!open.isEmpty()) {
      text.append(" }\n");
      open = "";
    }
  }

  @Override
  public String toString() {
    close();
    return text.toString();
  }
}
