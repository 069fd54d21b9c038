package io.kubevert.coredns.plugin.rewrite;

import io.kubevert.coredns.message.Answer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;

/**
 * Changes of the names in an answer.
 *
 * @param owners of the records' own names
 * @param values of the names that records point to
 */
record AnswerNames(List<NameMatch> owners, List<NameMatch> values)
    implements UnaryOperator<Answer> {
  static final AnswerNames NONE = new AnswerNames(List.of(), List.of());

  /** Turns one name back into another, wherever it stands. */
  static AnswerNames back(Name asked, Name original) {
    NameMatch exact =
        new NameMatch.Exact(asked.toString().toLowerCase(Locale.ROOT), original.toString());
    return new AnswerNames(List.of(exact), List.of(exact));
  }

  @Override
  public Answer apply(Answer answer) {
    return answer.mapRecords(this::changed, answer.source());
  }

  private Record changed(Record item) {
    Name owner = first(owners, item.getName());
    Record renamed = owner == item.getName() ? item : item.withName(owner);
    return values.isEmpty() ? renamed : withTarget(renamed);
  }

  private Record withTarget(Record item) {
    Name owner = item.getName();
    int dclass = item.getDClass();
    long ttl = item.getTTL();
    return switch (item) {
      case CNAMERecord alias -> new CNAMERecord(owner, dclass, ttl, value(alias.getTarget()));
      case DNAMERecord alias -> new DNAMERecord(owner, dclass, ttl, value(alias.getTarget()));
      case PTRRecord pointer -> new PTRRecord(owner, dclass, ttl, value(pointer.getTarget()));
      case NSRecord server -> new NSRecord(owner, dclass, ttl, value(server.getTarget()));
      case MXRecord mail ->
          new MXRecord(owner, dclass, ttl, mail.getPriority(), value(mail.getTarget()));
      case SRVRecord service ->
          new SRVRecord(
              owner,
              dclass,
              ttl,
              service.getPriority(),
              service.getWeight(),
              service.getPort(),
              value(service.getTarget()));
      default -> item;
    };
  }

  private Name value(Name target) {
    return first(values, target);
  }

  private static Name first(List<NameMatch> matches, Name name) {
    for (NameMatch match : matches) {
      Optional<Name> replaced = match.replaced(name);
      if (replaced.isPresent()) {
        return replaced.get();
      }
    }
    return name;
  }
}
