package io.kubevert.kubeproxy.nftables;

/** Numbers of linux/netfilter/nf_tables.h and nfnetlink.h. */
final class NetfilterTables {
  static final int SUBSYSTEM = 10;
  static final int EVENTS = 7;

  static final int BATCH_BEGIN = 0x10;
  static final int BATCH_END = 0x11;

  static final int NEW_ELEMENT = type(12);
  static final int GET_ELEMENT = type(13);
  static final int DELETE_ELEMENT = type(14);
  static final int NEW_GENERATION = type(15);
  static final int GET_GENERATION = type(16);

  static final int DUMP = 0x300;
  static final int CREATE = 0x400;

  /** The first attribute of every message but those of a generation. */
  static final int TABLE = 1;

  static final int GENERATION_ID = 1;
  static final int LIST_ELEMENT = 1;
  static final int ELEMENTS_SET = 2;
  static final int ELEMENTS = 3;
  static final int ELEMENT_KEY = 1;
  static final int ELEMENT_DATA = 2;
  static final int ELEMENT_EXPRESSION = 7;
  static final int ELEMENT_KEY_END = 10;
  static final int EXPRESSION_DATA = 2;
  static final int COUNTER_BYTES = 1;
  static final int COUNTER_PACKETS = 2;
  static final int DATA_VALUE = 1;
  static final int DATA_VERDICT = 2;
  static final int VERDICT_CODE = 1;
  static final int VERDICT_CHAIN = 2;

  static final int ENOENT = 2;
  static final int ENOBUFS = 105;

  private static final int NFPROTO_IPV4 = 2;
  private static final int NFPROTO_IPV6 = 10;

  private NetfilterTables() {}

  static boolean isOurs(int messageType) {
    return messageType >> Byte.SIZE == SUBSYSTEM;
  }

  /** The number of a table's family. */
  static int family(Table table) {
    return table.family().equals("ip") ? NFPROTO_IPV4 : NFPROTO_IPV6;
  }

  /** The name of a family; {@code other} for one in which this proxy has no table. */
  static String familyName(int number) {
    return switch (number) {
      case NFPROTO_IPV4 -> "ip";
      case NFPROTO_IPV6 -> "ip6";
      default -> "other";
    };
  }

  private static int type(int message) {
    return SUBSYSTEM << Byte.SIZE | message;
  }
}
