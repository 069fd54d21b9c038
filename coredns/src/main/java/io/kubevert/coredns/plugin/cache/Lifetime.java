package io.kubevert.coredns.plugin.cache;

import io.kubevert.coredns.message.Answer;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/** How long an answer may be kept, by RFC 2308 and the limits of the directive. */
final class Lifetime {
  private final CacheOptions options;

  Lifetime(CacheOptions options) {
    this.options = options;
  }

  /** Seconds; 0 for an answer that must not be kept. */
  long of(Name name, int type, Answer answer) {
    if (answer.rcode() == Rcode.SERVFAIL) {
      return options.failureTtl().toSeconds();
    }
    if (answer.rcode() != Rcode.NOERROR && answer.rcode() != Rcode.NXDOMAIN) {
      return 0;
    }
    if (isDenial(type, answer)) {
      return options.uncachedDenial().hold(name) ? 0 : denial(answer);
    }
    return options.uncachedSuccess().hold(name) ? 0 : success(answer);
  }

  /** Whether the answer says that there is nothing, be it at the end of a chain of aliases. */
  static boolean isDenial(int type, Answer answer) {
    return answer.rcode() != Rcode.NOERROR
        || answer.answers().stream().noneMatch(item -> type == Type.ANY || item.getType() == type);
  }

  private long denial(Answer answer) {
    for (Record item : answer.authority()) {
      if (item instanceof SOARecord soa) {
        long ttl = Math.min(soa.getTTL(), soa.getMinimum());
        long aliases = shortest(answer.answers(), Long.MAX_VALUE);
        return bounded(Math.min(ttl, aliases), options.denial());
      }
    }
    return 0;
  }

  private long success(Answer answer) {
    return bounded(shortest(answer.answers(), 0), options.success());
  }

  private static long bounded(long ttl, CacheOptions.Limits limits) {
    return ttl == 0 ? 0 : limits.clamp(ttl);
  }

  private static long shortest(List<Record> records, long whenEmpty) {
    return records.stream().mapToLong(Record::getTTL).min().orElse(whenEmpty);
  }
}
