package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.ingress.Manifests.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No request hides in another, in a header or in a path. */
@ExtendWith(RigExtension.class)
class SmugglingTest {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})");
  private static Rig rig;
  private static Backend open;
  private static Backend guarded;

  @BeforeAll
  static void start() {
    open = rig.service("open", 1).getFirst();
    guarded = rig.service("guarded", 1).getFirst();
    rig.ingress("open", "a.test", Map.of(), Path.prefix("/", "open"));
    rig.ingress(
        "guarded",
        "a.test",
        Map.of("whitelist-source-range", "192.0.2.0/24"),
        Path.prefix("/admin", "guarded"));
  }

  @BeforeEach
  void forget() {
    open.seen.clear();
    guarded.seen.clear();
  }

  /** The statuses of all answers that come before the proxy closes. */
  private static List<String> statuses(String text) {
    try (RawConnection connection = new RawConnection(rig.http())) {
      connection.send(text.replace("|", "\r\n"));
      return STATUS.matcher(connection.readAll()).results().map(found -> found.group(1)).toList();
    }
  }

  @ParameterizedTest(name = "{1}: {0}")
  @CsvSource({
    "'Transfer-Encoding: xchunked',                              501",
    "'Transfer-Encoding: chunked, identity',                     501",
    "'Transfer-Encoding: identity',                              501",
    "'Transfer-Encoding: chunked|Transfer-Encoding: chunked',    501",
    "'Transfer-Encoding : chunked',                              400",
    "' Transfer-Encoding: chunked',                              400",
    "'Transfer-Encoding\u000b: chunked',                         400",
    "'Content-Length: 5|Content-Length: 6',                      400",
    "'Content-Length: 5, 6',                                     400",
    "'Content-Length: +5',                                       400",
    "'Content-Length: -5',                                       400",
    "'Content-Length: 0x5',                                      400",
    "'Content-Length: 99999999999999999999',                     400",
    "'Content-Length : 5',                                       400",
    "'X-Na\u0000me: x',                                          400",
    "'X-Name: a\u0000b',                                         400",
    "'X-Name: a\rInjected: b',                                   400",
    "'No colon at all',                                          400",
    "'Host: b.test',                                             400",
  })
  void refusesHeadersThatMeanTwoThings(String header, String status) {
    assertThat(
            statuses(
                "POST / HTTP/1.1|Host: a.test|"
                    + header
                    + "||5|hello|0||GET /hidden HTTP/1.1|Host: a.test||"))
        .startsWith(status)
        .doesNotContain("200");
    assertThat(open.seen).isEmpty();
  }

  @ParameterizedTest(name = "{1}: {0}")
  @CsvSource({
    "'GET / HTTP/1.1',                                              400",
    "'GET / HTTP/1.1 x|Host: a.test',                               400",
    "'GET / HTTP/9.9|Host: a.test',                                 closed",
    "'G\u0001T / HTTP/1.1|Host: a.test',                            400",
    "'GET http://b.test/ HTTP/1.1|Host: a.test',                    400",
    "'GET a HTTP/1.1|Host: a.test',                                 400",
    "'GET / HTTP/1.1|Host: a.test/b',                               400",
    "'GET / HTTP/1.1|Host: a.test a',                               400",
    "'CONNECT a.test:443 HTTP/1.1|Host: a.test:443',                405",
    "'TRACE / HTTP/1.1|Host: a.test',                               405",
    "'POST / HTTP/1.0|Host: a.test|Transfer-Encoding: chunked',     400",
  })
  void refusesRequestLinesThatMeanTwoThings(String head, String status) {
    assertThat(statuses(head + "||"))
        .isEqualTo(status.equals("closed") ? List.of() : List.of(status));
    assertThat(open.seen).isEmpty();
  }

  @Test
  void readsChunksAndNotTheLengthWhereARequestHasBoth() {
    assertThat(
            statuses(
                "POST / HTTP/1.1|Host: a.test|Content-Length: 6|Transfer-Encoding: chunked||0||"
                    + "GET /next HTTP/1.1|Host: a.test|Connection: close||"))
        .containsExactly("200", "200");
    assertThat(open.seen).extracting(Backend.Seen::uri).containsExactly("/", "/next");
    assertThat(open.seen).extracting(Backend.Seen::body).containsExactly("", "");
  }

  @ParameterizedTest(name = "chunk size line {0}")
  @CsvSource({"xyz", "-1", "0x5", "FFFFFFFFFFFFFFFFF", "''"})
  void handsNoBodyOnWhoseChunksAreBroken(String size) {
    statuses(
        "POST / HTTP/1.1|Host: a.test|Transfer-Encoding: chunked||"
            + size
            + "|hello|0||GET /hidden HTTP/1.1|Host: a.test||");
    assertThat(open.seen).isEmpty();
  }

  @Test
  void joinsAFoldedHeaderIntoOneLine() {
    assertThat(
            statuses(
                "GET / HTTP/1.1|Host: a.test|X-Folded: one|\tInjected: two|Connection: close||"))
        .containsExactly("200");
    assertThat(open.last().header("X-Folded")).isEqualTo("one Injected: two");
    assertThat(open.last().header("Injected")).isNull();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "/admin",
    "/admin/",
    "//admin",
    "/./admin",
    "/x/../admin",
    "/x/%2e%2e/admin",
    "/x%2f..%2fadmin",
    "/x/..%2Fadmin",
    "/%61dmin",
    "/admin%2fx",
    "/x/..//admin/x",
  })
  void guardsAPathHoweverItIsWritten(String path) {
    assertThat(statuses("GET " + path + " HTTP/1.1|Host: a.test|Connection: close||"))
        .containsExactly("403");
    assertThat(guarded.seen).isEmpty();
    assertThat(open.seen).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "/x/..;/admin",
    "/x/..;a=b/admin",
    "/.;/admin",
    "/x/%2e%2e;/admin",
    "/..",
    "/x/../../admin",
    "/%00",
    "/%",
    "/%zz",
  })
  void refusesPathsThatLeadToDifferentPlaces(String path) {
    assertThat(statuses("GET " + path + " HTTP/1.1|Host: a.test||")).containsExactly("400");
    assertThat(open.seen).isEmpty();
  }
}
