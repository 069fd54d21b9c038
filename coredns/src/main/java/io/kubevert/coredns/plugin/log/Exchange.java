package io.kubevert.coredns.plugin.log;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A question and its answer, as a log shows them. */
record Exchange(Query query, Answer answer, long nanos) {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int PLAIN_UDP_SIZE = 512;
  private static final int HEADER_SIZE = 12;
  private static final int QUESTION_FIELDS = 4;
  private static final int OPT_SIZE = 11;

  String type() {
    return Type.string(query.type());
  }

  String name() {
    return query.name().toString();
  }

  String dclass() {
    return DClass.string(query.dclass());
  }

  String transport() {
    return query.client().transport().label();
  }

  String remote() {
    return host(query.client().address());
  }

  String local() {
    return host(query.client().server());
  }

  private static String host(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host;
  }

  String port() {
    return Integer.toString(query.client().address().getPort());
  }

  String size() {
    return Integer.toString(query.requestSize());
  }

  String duration() {
    return String.format(Locale.ROOT, "%.9fs", nanos / NANOS_PER_SECOND);
  }

  String rcode() {
    return Rcode.string(answer.rcode());
  }

  /** As if no name were compressed and nothing cut off. */
  String answerSize() {
    int records =
        Stream.of(answer.answers(), answer.authority(), answer.additional())
            .flatMap(List::stream)
            .mapToInt(item -> item.toWire(Section.ANSWER).length)
            .sum();
    int opt = query.edns().isPresent() ? OPT_SIZE : 0;
    return Integer.toString(HEADER_SIZE + query.name().length() + QUESTION_FIELDS + records + opt);
  }

  String flags() {
    List<String> flags = new ArrayList<>(List.of("qr"));
    add(flags, answer.authoritative(), "aa");
    add(flags, answer.delivery().truncated(), "tc");
    add(flags, query.recursionDesired(), "rd");
    add(flags, answer.recursionAvailable(), "ra");
    add(flags, answer.authenticData(), "ad");
    add(flags, query.checkingDisabled(), "cd");
    return String.join(",", flags);
  }

  private static void add(List<String> flags, boolean set, String flag) {
    if (set) {
      flags.add(flag);
    }
  }

  String bufferSize() {
    return Integer.toString(query.edns().map(OPTRecord::getPayloadSize).orElse(PLAIN_UDP_SIZE));
  }

  String dnssecOk() {
    return Boolean.toString(query.dnssecOk());
  }

  String id() {
    return Integer.toString(query.id());
  }
}
