package io.kubevert.coredns.plugin.rewrite;

import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Ttl;
import io.kubevert.coredns.plugin.Arguments;
import java.util.List;
import org.xbill.DNS.Record;

/** What a time to live is pressed into: {@code 30}, {@code 5-60}, {@code -60} or {@code 5-}. */
record TtlRange(long least, long most) {

  static TtlRange parse(Token token) {
    String text = token.text();
    int dash = text.indexOf('-');
    if (dash < 0) {
      int seconds = seconds(token, text);
      return new TtlRange(seconds, seconds);
    }
    String least = text.substring(0, dash);
    String most = text.substring(dash + 1);
    TtlRange range =
        new TtlRange(
            least.isEmpty() ? 0 : seconds(token, least),
            most.isEmpty() ? Integer.MAX_VALUE : seconds(token, most));
    if (range.least > range.most) {
      throw token.fault("the range ends before it begins");
    }
    return range;
  }

  private static int seconds(Token token, String text) {
    return Arguments.number(new Token(text, token.file(), token.line()), 0, Integer.MAX_VALUE);
  }

  Answer of(Answer answer) {
    return answer.withRecords(
        changed(answer.answers()), changed(answer.authority()), changed(answer.additional()));
  }

  private List<Record> changed(List<Record> records) {
    return records.stream()
        .map(item -> Ttl.with(item, Math.clamp(item.getTTL(), least, most)))
        .toList();
  }
}
