package io.kubevert.coredns.plugin.kubernetes;

import java.util.List;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Record;

/** What a lookup in the zone came to. */
sealed interface Found {
  Found NO_DATA = new NoData();
  Found NO_NAME = new NoName();

  record Records(List<Record> answers, List<Record> additional) implements Found {}

  /** The name is another's; the target is still to be resolved. */
  record Alias(CNAMERecord alias) implements Found {}

  /** The name exists, but not with that type. */
  record NoData() implements Found {}

  record NoName() implements Found {}

  static Found records(List<Record> answers) {
    return answers.isEmpty() ? NO_DATA : new Records(answers, List.of());
  }
}
