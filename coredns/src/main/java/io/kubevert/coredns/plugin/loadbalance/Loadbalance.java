package io.kubevert.coredns.plugin.loadbalance;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.plugin.Addresses;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Network;
import io.kubevert.coredns.plugin.Plugin;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import org.xbill.DNS.Record;

/**
 * Orders the records of answers.
 *
 * @param preferred networks whose addresses come before all others; none for no difference
 */
record Loadbalance(Policy policy, List<Network> preferred) implements Plugin {
  @Override
  public Future<Void> start() {
    return policy.start();
  }

  @Override
  public Future<Void> stop() {
    policy.stop();
    return Future.succeededFuture();
  }

  @Override
  public Handler before(Handler next) {
    return query -> next.handle(query).map(this::ordered);
  }

  private Answer ordered(Answer answer) {
    List<Record> records = answer.answers();
    if (records.size() < 2) {
      return answer;
    }
    List<Record> ordered = policy.ordered(records);
    return answer.withAnswers(preferred.isEmpty() ? ordered : preferredFirst(ordered));
  }

  private List<Record> preferredFirst(List<Record> records) {
    Kinds kinds = Kinds.of(records);
    kinds.addresses().sort(Comparator.comparing(item -> !isPreferred(Addresses.of(item))));
    return kinds.joined();
  }

  private boolean isPreferred(InetAddress address) {
    return preferred.stream().anyMatch(network -> network.holds(address));
  }
}
