package io.kubevert.coredns.plugin.kubernetes;

import io.kubevert.coredns.message.Answer;
import java.util.function.LongSupplier;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SOARecord;

/**
 * What a zone says when it has nothing: half of what pods ask, by their search paths, ends so. Made
 * once for each serial number. Safe for use by several threads.
 */
final class Denials {
  private final RecordMaker maker;
  private final LongSupplier serial;
  private volatile Made made;

  /**
   * @param noData there is the name, but not with the type
   * @param noName there is no such name
   */
  record Made(long serial, SOARecord soa, Answer noData, Answer noName) {}

  Denials(RecordMaker maker, LongSupplier serial) {
    this.maker = maker;
    this.serial = serial;
  }

  Made now() {
    long current = serial.getAsLong();
    Made last = made;
    if (last == null || last.serial() != current) {
      last = make(current);
      made = last;
    }
    return last;
  }

  private Made make(long current) {
    SOARecord soa = maker.soa(current);
    return new Made(
        current,
        soa,
        Answer.negative(Rcode.NOERROR, soa, Kubernetes.NAME),
        Answer.negative(Rcode.NXDOMAIN, soa, Kubernetes.NAME));
  }
}
