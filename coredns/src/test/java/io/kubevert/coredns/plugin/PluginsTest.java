package io.kubevert.coredns.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubevert.coredns.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSIDOption;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The small plugins, each in a whole server. */
@ExtendWith(VertxExtension.class)
class PluginsTest {

  @Test
  void aclDecidesByClientAndType(Vertx vertx) throws Exception {
    String corefile =
        """
        .:0 {
            acl example.org {
                allow type AAAA net 127.0.0.0/8
                filter type TXT net *
                block net 127.0.0.1
            }
            whoami
        }
        """;
    try (TestServer server = TestServer.start(vertx, corefile)) {
      assertThat(server.ask("a.example.org.", "A").getRcode()).isEqualTo(Rcode.REFUSED);
      assertThat(server.ask("a.example.org.", "TXT").getSection(Section.ADDITIONAL)).isEmpty();
      assertThat(server.ask("a.example.org.", "AAAA").getRcode()).isEqualTo(Rcode.NOERROR);
      assertThat(server.ask("other.test.", "A").getRcode()).isEqualTo(Rcode.NOERROR);
    }
  }

  @Test
  void aDroppedQuestionGetsNoAnswer(Vertx vertx) throws Exception {
    String corefile = ".:0 {\n acl drop.test {\n drop\n }\n whoami\n}\n";
    try (TestServer server = TestServer.start(vertx, corefile)) {
      assertThatThrownBy(() -> server.ask("a.drop.test.", "A", true))
          .isInstanceOf(IOException.class);
      assertThat(server.ask("a.keep.test.", "A", true).getRcode()).isEqualTo(Rcode.NOERROR);
    }
  }

  @Test
  void nsidNamesTheServerToThoseWhoAsk(Vertx vertx) throws Exception {
    try (TestServer server = TestServer.start(vertx, ".:0 {\n nsid node one\n whoami\n}\n")) {
      Message question = question("example.org.", "A", DClass.IN);
      question.addRecord(
          new OPTRecord(1232, 0, 0, 0, new NSIDOption(new byte[0])), Section.ADDITIONAL);
      EDNSOption named =
          server.send(question, false).getOPT().getOptions(EDNSOption.Code.NSID).getFirst();
      assertThat(named).isEqualTo(new NSIDOption("node one".getBytes(StandardCharsets.UTF_8)));
      assertThat(server.ask("example.org.", "A").getOPT()).isNull();
    }
  }

  @Test
  void erraticMisbehavesOnEveryOtherQuestion(Vertx vertx) throws Exception {
    String corefile = ".:0 {\n erratic {\n truncate 2\n delay 2 1ms\n large\n }\n}\n";
    try (TestServer server = TestServer.start(vertx, corefile)) {
      assertThat(server.ask("a.test.", "A", true).getSection(Section.ANSWER)).hasSize(30);
      Message cut = server.ask("a.test.", "AAAA", true);
      assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();
      assertThat(cut.getSection(Section.ANSWER)).isEmpty();
      assertThat(server.ask("a.test.", "MX", true).getRcode()).isEqualTo(Rcode.SERVFAIL);
    }
  }

  @Test
  void erraticHandsOutASmallZoneWholeOrNot(Vertx vertx) throws Exception {
    String corefile = ".:0 {\n erratic {\n truncate 2\n }\n}\n";
    try (TestServer server = TestServer.start(vertx, corefile)) {
      List<Record> whole = server.ask("a.test.", "AXFR", true).getSection(Section.ANSWER);
      assertThat(whole).hasSize(5);
      assertThat(whole.getFirst()).isInstanceOf(SOARecord.class).isEqualTo(whole.getLast());
      assertThat(server.ask("a.test.", "AXFR", true).getSection(Section.ANSWER))
          .isEqualTo(whole.subList(0, 4));
    }
  }

  @Test
  void otherClassesAreRefusedUnlessAPluginWantsThem(Vertx vertx) throws Exception {
    Message chaos = question("version.test.", "TXT", DClass.CH);
    try (TestServer server = TestServer.start(vertx, ".:0 {\n whoami\n}\n")) {
      assertThat(server.send(chaos, false).getRcode()).isEqualTo(Rcode.REFUSED);
    }
    String corefile =
        """
        .:0 {
            template CH TXT version.test {
                answer "{{ .Name }} 0 CH TXT one"
            }
            rewrite class HS IN
            whoami
        }
        """;
    try (TestServer server = TestServer.start(vertx, corefile)) {
      assertThat(answer(server.send(chaos, false))).contains("0 CH TXT \"one\"");
      assertThat(server.send(question("a.test.", "A", DClass.HS), false).getRcode())
          .isEqualTo(Rcode.NOERROR);
      assertThat(server.send(question("a.test.", "A", DClass.CH), false).getRcode())
          .isEqualTo(Rcode.REFUSED);
    }
  }

  @Test
  void anyGetsOneRecord(Vertx vertx) throws Exception {
    try (TestServer server = TestServer.start(vertx, ".:0 {\n any\n whoami\n}\n")) {
      assertThat(answer(server.ask("example.org.", "ANY"))).contains("RFC 8482");
    }
  }

  @Test
  void whoamiTellsTheClientsAddress(Vertx vertx) throws Exception {
    try (TestServer server = TestServer.start(vertx, "example.org:0 {\n whoami\n}\n")) {
      assertThat(server.ask("example.org.", "A", true).getSection(Section.ADDITIONAL).toString())
          .contains("127.0.0.1")
          .contains("_tcp.example.org.");
      assertThat(server.ask("other.test.", "A").getRcode()).isEqualTo(Rcode.REFUSED);
    }
  }

  @Test
  void aLargeAnswerIsCutAndWholeOverTcp(Vertx vertx) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 200; i++) {
      lines.append("192.0.2.").append(i).append(" many.example.org\n");
    }
    String corefile = ".:0 {\n hosts /nonexistent {\n" + lines + "}\n loadbalance\n}\n";
    try (TestServer server = TestServer.start(vertx, corefile)) {
      Message cut = server.ask("many.example.org.", "A");
      assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();
      assertThat(cut.getSection(Section.ANSWER)).hasSizeBetween(1, 40);
      assertThat(server.ask("many.example.org.", "A", true).getSection(Section.ANSWER))
          .hasSize(200)
          .doesNotHaveDuplicates();
    }
  }

  private static Message question(String name, String type, int dclass) throws Exception {
    return Message.newQuery(Record.newRecord(Name.fromString(name), Type.value(type), dclass));
  }

  private static String answer(Message message) {
    return message.getSection(Section.ANSWER).toString().replaceAll("\\s+", " ");
  }
}
