package io.kubevert.coredns.plugin.forward;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What an upstream server said, as far as it can be believed: it must repeat the question, and of
 * its records only those count that belong to the question's name or to where its aliases lead, and
 * the addresses of what those point to.
 */
record Reply(boolean truncated, boolean sameCase, Answer answer) {
  /** What has a place in the authority section. */
  private static final Set<Integer> OF_AUTHORITY =
      Set.of(Type.NS, Type.SOA, Type.DS, Type.NSEC, Type.NSEC3, Type.RRSIG);

  /**
   * @param query the question with the name as it was sent
   * @throws IOException if the octets are no message, or answer another question
   */
  static Reply read(byte[] octets, Query query, Name original) throws IOException {
    Message message = new Message(octets);
    Record question = message.getQuestion();
    if (!message.getHeader().getFlag(Flags.QR)
        || message.getHeader().getOpcode() != Opcode.QUERY
        || question == null
        || !question.getName().equals(query.name())
        || question.getType() != query.type()
        || question.getDClass() != query.dclass()) {
      throw new IOException("the upstream server answered another question");
    }
    boolean sameCase = question.getName().toString().equals(query.name().toString());
    return new Reply(
        message.getHeader().getFlag(Flags.TC), sameCase, answer(message, query.name(), original));
  }

  private static Answer answer(Message message, Name asked, Name original) {
    Set<Name> chain = new HashSet<>();
    chain.add(asked);
    List<Record> answers = new ArrayList<>();
    for (Record item : message.getSection(Section.ANSWER)) {
      if (belongs(item, chain)) {
        answers.add(item.getName().equals(original) ? item.withName(original) : item);
      }
    }
    List<Record> authority =
        message.getSection(Section.AUTHORITY).stream()
            .filter(item -> OF_AUTHORITY.contains(item.getType()))
            .filter(item -> chain.stream().anyMatch(name -> name.subdomain(item.getName())))
            .toList();
    Set<Name> targets =
        Stream.concat(answers.stream(), authority.stream())
            .map(Record::getAdditionalName)
            .filter(target -> target != null)
            .collect(Collectors.toSet());
    List<Record> additional =
        message.getSection(Section.ADDITIONAL).stream()
            .filter(item -> item instanceof ARecord || item instanceof AAAARecord)
            .filter(item -> targets.contains(item.getName()))
            .toList();
    return new Answer(
        message.getRcode(),
        message.getHeader().getFlag(Flags.AA),
        message.getHeader().getFlag(Flags.RA),
        message.getHeader().getFlag(Flags.AD),
        answers,
        authority,
        additional,
        Forward.NAME);
  }

  private static boolean belongs(Record item, Set<Name> chain) {
    if (item instanceof DNAMERecord) {
      return chain.stream().anyMatch(name -> name.subdomain(item.getName()));
    }
    if (!chain.contains(item.getName())) {
      return false;
    }
    if (item instanceof CNAMERecord alias) {
      chain.add(alias.getTarget());
    }
    return true;
  }
}
