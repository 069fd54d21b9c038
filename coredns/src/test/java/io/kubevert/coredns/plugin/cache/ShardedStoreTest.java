package io.kubevert.coredns.plugin.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.testing.FakeUpstream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** The store is bounded, by entries and by memory. */
class ShardedStoreTest {
  @Test
  void noMoreMemoryThanAllowedIsTaken() {
    long most = 1 << 20;
    ShardedStore store = new ShardedStore(1_000_000, most);
    List<Record> large = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      large.add(FakeUpstream.record("www.example.org. 60 IN TXT " + "x".repeat(200)));
    }
    Answer answer = Answer.authoritative(large, List.of(), "test");
    for (int i = 0; i < 5_000; i++) {
      CacheKey key = key("n" + i + ".example.");
      store.put(key, new CacheEntry(answer, 0, 60), Footprint.of(key, answer));
      assertThat(store.octets()).isLessThanOrEqualTo(most);
    }
    assertThat(store.size()).isBetween(100, 1000);
    CacheKey huge = key("huge.example.");
    assertThat(store.put(huge, new CacheEntry(answer, 0, 60), most).kept()).isFalse();
    assertThat(store.get(huge)).isEmpty();
  }

  @Test
  void noMoreThanTheCapacityIsKept() {
    ShardedStore store = new ShardedStore(1024, 1L << 24);
    for (int i = 0; i < 10_000; i++) {
      store.put(
          key("n" + i + ".example."),
          new CacheEntry(Answer.ofCode(Rcode.NOERROR, "test"), 0, 60),
          500);
    }
    assertThat(store.size()).isLessThanOrEqualTo(1024);
  }

  private static CacheKey key(String name) {
    return new CacheKey(Name.fromConstantString(name), Type.A, 1, false, false);
  }
}
