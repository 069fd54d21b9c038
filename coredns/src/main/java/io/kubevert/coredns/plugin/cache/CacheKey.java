package io.kubevert.coredns.plugin.cache;

import io.kubevert.coredns.message.Query;
import org.xbill.DNS.Name;

/** What makes two questions the same; names compare without regard to case. */
record CacheKey(Name name, int type, int dclass, boolean dnssecOk, boolean checkingDisabled) {

  static CacheKey of(Query query) {
    return new CacheKey(
        query.name(), query.type(), query.dclass(), query.dnssecOk(), query.checkingDisabled());
  }
}
