package io.kubevert.coredns.plugin.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubevert.coredns.testing.LogLines;
import io.kubevert.coredns.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The lines of the log, as those who read CoreDNS' know them. */
@ExtendWith(VertxExtension.class)
class QueryLogTest {
  private static final String PACKAGE = "io.kubevert.coredns.plugin.log";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "log | false | 127\\.0\\.0\\.1:\\d+ - 4711 \"A IN Web\\.test\\. udp 26 false 512\" NOERROR"
            + " qr,aa,rd 50 0\\.\\d{9}s",
        "log . {combined} | false | 127\\.0\\.0\\.1:\\d+ - 4711 \"A IN Web\\.test\\. udp 37 true"
            + " 1400\" NOERROR qr,aa,rd,cd 61 0\\.\\d{9}s \"0\"",
        "log test \"{type} of {name}, asked at {local}\" | true | A of Web\\.test\\., asked at"
            + " 127\\.0\\.0\\.1",
        "log {proto}/{class}/{rcode} | true | tcp/IN/NOERROR",
      })
  void everyQuestionIsALine(String directive, boolean tcp, String line, Vertx vertx)
      throws Exception {
    boolean edns = directive.contains("combined");
    String corefile =
        ".:0 {\n " + directive + "\n hosts none {\n 192.0.2.1 web.test\n reload 0s\n }\n}\n";
    try (LogLines log = new LogLines(PACKAGE);
        TestServer server = TestServer.start(vertx, corefile)) {
      server.send(question(edns), tcp);
      assertThat(log.all()).singleElement().asString().matches("INFO " + line);
    }
  }

  private static Message question(boolean edns) {
    Message question =
        Message.newQuery(Record.newRecord(Name.fromConstantString("Web.test."), Type.A, DClass.IN));
    question.getHeader().setID(4711);
    if (edns) {
      question.getHeader().setFlag(Flags.CD);
      question.addRecord(new OPTRecord(1400, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
    }
    return question;
  }

  @Test
  void theFirstRuleAboutANameSaysWhichAnswersAreShown(Vertx vertx) throws Exception {
    String corefile =
        """
        .:0 {
            log error.test "error {name}" {
                class error
            }
            log slow.test "slow {name}" {
                class error
                minDuration 20ms
            }
            log denial.test success.test "some {name}" {
                class denial
                class success
            }
            log error.test "never {name}"
            template IN A error.test {
                rcode REFUSED
            }
            template IN A denial.test {
                rcode NXDOMAIN
            }
            erratic {
                drop 0
                delay 1 60ms
            }
        }
        """;
    try (LogLines log = new LogLines(PACKAGE);
        TestServer server = TestServer.start(vertx, corefile)) {
      for (String name : List.of("error", "denial", "success", "slow", "other")) {
        server.ask(name + ".test.", "A");
      }
      server.ask("error.test.", "AAAA");
      assertThat(log.all())
          .containsExactly(
              "INFO error error.test.",
              "INFO some denial.test.",
              "INFO some success.test.",
              "INFO slow slow.test.");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "log . {qname} | 2: near '{qname}': no value {qname}; there are {common}",
        "log {/forward/upstream} | 2: near '{/forward/upstream}': no value {/forward/upstream}",
        "log { class some | 3: near 'some': the classes are all, success, denial and error",
        "log { minDuration long | 3: near 'long': not a duration",
        "log { level info | 3: near 'level': unknown property of 'log'",
      })
  void faultsNameTheWord(String directive, String fault, Vertx vertx) {
    boolean block = directive.contains("{ ");
    String text = directive.replace("{ ", "{\n") + (block ? "\n}" : "");
    assertThatThrownBy(() -> TestServer.start(vertx, ".:0 {\n " + text + "\n}\n"))
        .hasMessageContaining("Corefile:" + fault);
  }
}
