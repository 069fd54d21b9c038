package io.kubevert.coredns.plugin.forward;

import static io.kubevert.coredns.testing.FakeUpstream.message;

import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Corefiles that forward, and what a test sees of the answers. */
final class Forwarding {
  static final byte[] SILENCE = {};
  static final String GOOD = "www.example.org. 60 IN A 192.0.2.1";

  private Forwarding() {}

  static String corefile(String more, int... ports) {
    StringBuilder text = new StringBuilder(".:0 {\n " + more + "\n forward .");
    for (int port : ports) {
      text.append(" 127.0.0.1:").append(port);
    }
    return text.append("\n}\n").toString();
  }

  static String addresses(Message message) {
    return message.getSection(Section.ANSWER).stream()
        .map(Record::rdataToString)
        .reduce("", (all, one) -> all + one + " ");
  }
}
