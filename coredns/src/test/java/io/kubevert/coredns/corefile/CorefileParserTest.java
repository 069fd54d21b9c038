package io.kubevert.coredns.corefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorefileParserTest {

  @Test
  void blocksDirectivesAndPropertiesAreRead() {
    List<ServerBlock> blocks =
        parse(
            """
            # a comment
            cluster.local:53, example.org {
                cache 30 {
                    disable success cluster.local # to the end
                }
                log
            }
            .:5353 { # braces and comments
                whoami
            }
            """);
    assertThat(blocks).hasSize(2);
    assertThat(blocks.getFirst().keys())
        .extracting(Token::text)
        .containsExactly("cluster.local:53", "example.org");
    Directive cache = blocks.getFirst().directives().getFirst();
    assertThat(cache.words()).containsExactly("30");
    assertThat(cache.block().getFirst().words()).containsExactly("success", "cluster.local");
    assertThat(blocks.getFirst().directives().getLast().word()).isEqualTo("log");
  }

  @Test
  void snippetsVariablesAndQuotesArePutIn() {
    List<ServerBlock> blocks =
        parse(
            """
            (common) {
                log
                forward . {$UPSTREAM}
            }
            {%ZONE%} {
                import common
                template "two words" "a \\"quote\\""
            }
            """);
    ServerBlock block = blocks.getFirst();
    assertThat(block.keys().getFirst().text()).isEqualTo("example.org");
    assertThat(block.directives().get(1).words()).containsExactly(".", "192.0.2.53");
    assertThat(block.directives().get(2).words()).containsExactly("two words", "a \"quote\"");
  }

  @Test
  void argumentsArePutIntoSnippetsAndFiles(@TempDir Path directory) throws Exception {
    Files.writeString(
        directory.resolve("Corefile"),
        """
        (inner) {
            log {args[0]}
        }
        (outer) {
            import inner zone-{args[1]}.{args[0]}
            forward {args[0]} {args[1:3]} {
                except {args[:]} {args[3:]}
                policy {args[2]}
            }
        }
        example.org {
            import outer . 192.0.2.1 "two words"
        }
        import block.conf example.net 5353
        """);
    Files.writeString(
        directory.resolve("block.conf"), "{args[0]}:{args[1]} {\n whoami {args[2:]}\n}\n");
    List<ServerBlock> blocks =
        CorefileParser.parse(new CorefileSource.File(directory.resolve("Corefile")), Map.of());
    List<Directive> directives = blocks.getFirst().directives();
    assertThat(directives.get(0).words()).containsExactly("zone-192.0.2.1..");
    assertThat(directives.get(1).words()).containsExactly(".", "192.0.2.1", "two words");
    assertThat(directives.get(1).block().get(0).words())
        .containsExactly(".", "192.0.2.1", "two words");
    assertThat(directives.get(1).block().get(1).words()).containsExactly("two words");
    assertThat(blocks.get(1).keys()).extracting(Token::text).containsExactly("example.net:5353");
    assertThat(blocks.get(1).directives().getFirst().words()).isEmpty();
  }

  @Test
  void filesAreImportedByPattern(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("Corefile"), "import zones/*.conf\n");
    Files.createDirectory(directory.resolve("zones"));
    Files.writeString(directory.resolve("zones/a.conf"), "a.example {\n whoami\n}\n");
    Files.writeString(directory.resolve("zones/b.conf"), "b.example {\n whoami\n}\n");
    List<ServerBlock> blocks =
        CorefileParser.parse(new CorefileSource.File(directory.resolve("Corefile")), Map.of());
    assertThat(blocks)
        .extracting(block -> block.keys().getFirst().text())
        .containsExactly("a.example", "b.example");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`. {\n whoami\n` | `Corefile:1: near '.': the file ends before`",
        "`. {\n import missing\n}` | `Corefile:2: near 'missing': neither a snippet`",
        "`. {\n log \"open\n}` | `Corefile:2: near 'open\n}\n': this quote is never closed`",
        "`{\n whoami\n}` | `Corefile:1: near '{': a server block needs at least one zone`",
        "`. {\n}\n}` | `Corefile:3: near '}': a closing brace without an opening one`",
        "`(s) {\n log {args[1]}\n}\n. {\n import s a\n}` | `Corefile:2: near '{args[1]}': the import gives 1"
            + " argument(s), counted from 0`",
        "`(s) {\n log {args[1:3]}\n}\n. {\n import s a b\n}` | `Corefile:2: near '{args[1:3]}': the import gives"
            + " 2 argument(s)`",
        "`(s) {\n log a{args[:]}\n}\n. {\n import s a\n}` | `near 'a{args[:]}': a range of arguments must be a"
            + " word of its own`",
        "`. {\n import\n}` | `Corefile:2: near 'import': needs a snippet's name or a file`",
        "`` | `no server block in it`"
      })
  void faultsNameFileLineAndWord(String text, String message) {
    assertThatThrownBy(() -> parse(text == null ? "" : text + "\n"))
        .isInstanceOf(CorefileException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ". | . | 53",
        ".:1053 | . | 1053",
        "example.org | example.org. | 53",
        "dns://example.org:54 | example.org. | 54",
        "10.233.64.0/24 | 64.233.10.in-addr.arpa. | 53",
        "10.233.0.0/16 | 233.10.in-addr.arpa. | 53",
        "fd00:233::/32 | 3.3.2.0.0.0.d.f.ip6.arpa. | 53"
      })
  void keysNameZonesAndPorts(String key, String zone, int port) {
    List<ZoneKey> keys = ZoneKey.parse(new Token(key, "Corefile", 1));
    assertThat(keys).hasSize(1);
    assertThat(keys.getFirst().zone()).hasToString(zone);
    assertThat(keys.getFirst().port()).isEqualTo(port);
  }

  @Test
  void aNetworkBetweenTwoLabelsStandsForSeveralZones() {
    assertThat(ZoneKey.parse(new Token("10.233.0.0/18", "Corefile", 1))).hasSize(64);
  }

  private static List<ServerBlock> parse(String text) {
    return CorefileParser.parse(
        new CorefileSource.Inline(text), Map.of("UPSTREAM", "192.0.2.53", "ZONE", "example.org"));
  }
}
