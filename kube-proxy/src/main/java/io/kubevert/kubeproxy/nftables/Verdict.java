package io.kubevert.kubeproxy.nftables;

import io.kubevert.kubeproxy.netlink.Attribute;
import io.kubevert.kubeproxy.netlink.MessageBuffer;
import java.util.Locale;

/**
 * What becomes of a packet.
 *
 * @param chain where it goes; empty if to none
 */
record Verdict(Kind kind, String chain) {

  enum Kind {
    DROP(0),
    ACCEPT(1),
    JUMP(-3),
    GOTO(-4),
    RETURN(-5);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    private String keyword() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Reads it as nft writes it: {@code drop}, {@code goto reject-chain}. */
  static Verdict parse(String text) {
    int space = text.indexOf(' ');
    String keyword = space < 0 ? text : text.substring(0, space);
    return new Verdict(
        Kind.valueOf(keyword.toUpperCase(Locale.ROOT)), space < 0 ? "" : text.substring(space + 1));
  }

  /** Reads {@code NFTA_DATA_VERDICT}. */
  static Verdict decode(Attribute attribute) {
    int[] code = {0};
    String[] chain = {""};
    attribute.forEach(
        part -> {
          switch (part.type()) {
            case NetfilterTables.VERDICT_CODE -> code[0] = part.number();
            case NetfilterTables.VERDICT_CHAIN -> chain[0] = part.text();
            default -> {}
          }
        });
    for (Kind kind : Kind.values()) {
      if (kind.code == code[0]) {
        return new Verdict(kind, chain[0]);
      }
    }
    throw new NftablesException("an unknown verdict: " + code[0]);
  }

  void encode(MessageBuffer message) {
    message.nest(
        NetfilterTables.DATA_VERDICT,
        () -> {
          message.attribute(NetfilterTables.VERDICT_CODE, kind.code);
          if (!chain.isEmpty()) {
            message.attribute(NetfilterTables.VERDICT_CHAIN, chain);
          }
        });
  }

  @Override
  public String toString() {
    return chain.isEmpty() ? kind.keyword() : kind.keyword() + " " + chain;
  }
}
