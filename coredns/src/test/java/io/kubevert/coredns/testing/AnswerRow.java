package io.kubevert.coredns.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/**
 * A question and its answer in one line: {@code name type NOERROR data + data}, or {@code name type
 * NODATA}, or {@code name type NXDOMAIN}.
 *
 * @param data of the records, all of which have the question's name and type
 */
public record AnswerRow(String name, String type, String outcome, List<String> data) {

  public static Stream<AnswerRow> read(Class<?> beside, String resource) throws IOException {
    try (InputStream in = beside.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(AnswerRow::parse);
    }
  }

  private static AnswerRow parse(String line) {
    String[] words = line.split(" ", 4);
    List<String> data = words.length == 4 ? List.of(words[3].split(" \\+ ")) : List.of();
    return new AnswerRow(words[0], words[1], words[2], data);
  }

  /**
   * @param ttl of every record
   */
  public void check(Message message, long ttl) {
    String expected = outcome.equals("NODATA") ? "NOERROR" : outcome;
    assertThat(Rcode.string(message.getRcode())).as(toString()).isEqualTo(expected);
    List<Record> answers = message.getSection(Section.ANSWER);
    if (outcome.equals("NOERROR")) {
      assertThat(answers)
          .as("%s", this)
          .allSatisfy(item -> assertThat(item.getName()).hasToString(name));
      if (!data.contains("*")) {
        assertThat(answers)
            .as("%s", this)
            .extracting(Record::rdataToString)
            .containsExactlyInAnyOrderElementsOf(data);
      }
    } else {
      assertThat(answers).as("%s", this).isEmpty();
      checkDenial(message, ttl);
    }
  }

  private void checkDenial(Message message, long ttl) {
    assertThat(message.getSection(Section.AUTHORITY)).as("%s", this).hasSize(1);
    SOARecord soa = (SOARecord) message.getSection(Section.AUTHORITY).getFirst();
    String zone = soa.getName().toString().toLowerCase(Locale.ROOT);
    assertThat(message.getQuestion().getName().subdomain(soa.getName())).as("%s", this).isTrue();
    assertThat(soa.getHost()).hasToString("ns.dns." + zone);
    assertThat(soa.getAdmin()).hasToString("hostmaster." + zone);
    assertThat(List.of(soa.getRefresh(), soa.getRetry(), soa.getExpire()))
        .containsExactly(7200L, 1800L, 86_400L);
    assertThat(soa.getMinimum()).isEqualTo(ttl);
    assertThat(soa.getTTL()).isEqualTo(Math.min(ttl, 300));
  }

  @Override
  public String toString() {
    return name + " " + type;
  }
}
