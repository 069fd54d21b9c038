package io.kubevert.coredns.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * A question, and the answer in the text of zone files. Written as
 *
 * <pre>
 * ? web.default.svc.cluster.local. A
 * NOERROR
 * web.default.svc.cluster.local. 30 IN A 10.233.0.7
 * additional: ...
 * authority: ...
 * </pre>
 *
 * cases apart by an empty line. The serial number of an SOA record is written as 0.
 */
public record DnsCase(
    String name,
    String type,
    String rcode,
    List<String> answers,
    List<String> authority,
    List<String> additional) {
  private static final String AUTHORITY = "authority: ";
  private static final String ADDITIONAL = "additional: ";

  public static List<DnsCase> read(Class<?> beside, String resource) throws IOException {
    try (InputStream in = beside.getResourceAsStream(resource)) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  public static List<DnsCase> parse(String text) {
    List<DnsCase> cases = new ArrayList<>();
    for (String block : text.split("\n\\s*\n")) {
      List<String> lines =
          block.lines().map(String::strip).filter(line -> !line.startsWith("#")).toList();
      if (!lines.isEmpty() && !lines.getFirst().isEmpty()) {
        cases.add(of(lines));
      }
    }
    return cases;
  }

  private static DnsCase of(List<String> lines) {
    String[] question = lines.getFirst().split("\\s+");
    List<String> answers = new ArrayList<>();
    List<String> authority = new ArrayList<>();
    List<String> additional = new ArrayList<>();
    for (String line : lines.subList(2, lines.size())) {
      if (line.startsWith(AUTHORITY)) {
        authority.add(spaced(line.substring(AUTHORITY.length())));
      } else if (line.startsWith(ADDITIONAL)) {
        additional.add(spaced(line.substring(ADDITIONAL.length())));
      } else {
        answers.add(spaced(line));
      }
    }
    return new DnsCase(question[1], question[2], lines.get(1), answers, authority, additional);
  }

  public void check(Message message) {
    assertThat(Rcode.string(message.getRcode())).as(toString()).isEqualTo(rcode);
    assertThat(texts(message, Section.ANSWER))
        .as("%s, answer", this)
        .containsExactlyInAnyOrderElementsOf(answers);
    assertThat(texts(message, Section.AUTHORITY))
        .as("%s, authority", this)
        .containsExactlyInAnyOrderElementsOf(authority);
    assertThat(texts(message, Section.ADDITIONAL))
        .as("%s, additional", this)
        .containsExactlyInAnyOrderElementsOf(additional);
  }

  private static List<String> texts(Message message, int section) {
    return message.getSection(section).stream().map(DnsCase::text).toList();
  }

  private static String text(Record item) {
    String text = spaced(item.toString());
    return text.contains(" SOA ") ? text.replaceFirst("(hostmaster\\.\\S+) \\d+ ", "$1 0 ") : text;
  }

  private static String spaced(String text) {
    return text.replaceAll("\\s+", " ");
  }

  @Override
  public String toString() {
    return name + " " + type;
  }
}
