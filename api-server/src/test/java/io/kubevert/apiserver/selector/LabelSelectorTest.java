package io.kubevert.apiserver.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubevert.apiserver.Yaml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSelectorTest {
  private static final String POD = "metadata: {labels: {app: web, tier: front, size: '7'}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                        | true",
        "app=web                   | true",
        "app == web                | true",
        "app=api                   | false",
        "app!=api                  | true",
        "missing!=x                | true",
        "app                       | true",
        "!app                      | false",
        "!missing                  | true",
        "missing                   | false",
        "app in (api, web)         | true",
        "app in (api)              | false",
        "app notin (api)           | true",
        "app notin (web,api)       | false",
        "missing notin (x)         | true",
        "size>5                    | true",
        "size<5                    | false",
        "app=web,tier=front,!gone  | true",
        "app=web,tier=back         | false",
        "app=                      | false",
        "in=x                      | false",
      })
  void selects(String selector, boolean matches) {
    assertThat(LabelSelector.parse(selector).matches(Yaml.object(POD))).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a=b,        | found '', expected: identifier after ','",
        "a b         | unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
        "=a          | found '=', expected: !, identifier, or 'end of string'",
        "a in b      | unable to parse requirement: found 'b' expected: '('",
        "a in (b c)  | unable to parse requirement: found 'c', expected: ',', ')' or identifier",
        "a=b=c       | found '=', expected: ',' or 'end of string'",
        "a>b         | unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer",
      })
  void saysWhatIsWrong(String selector, String message) {
    assertThatThrownBy(() -> LabelSelector.parse(selector)).hasMessage(message);
  }

  @Test
  void namesTheFaultOfAKey() {
    assertThatThrownBy(() -> LabelSelector.parse("-a=b"))
        .hasMessageContaining("name part must consist of alphanumeric characters");
  }

  @Test
  void readsTheObjectThatWorkloadsCarry() {
    var selector =
        Yaml.object(
            """
            matchLabels: {app: web}
            matchExpressions:
            - {key: tier, operator: In, values: [front, back]}
            - {key: gone, operator: DoesNotExist}
            """);
    assertThat(LabelSelector.of(selector).matches(Yaml.object(POD))).isTrue();
    assertThat(LabelSelector.of(selector)).hasToString("app=web,!gone,tier in (back,front)");
  }

  @Test
  void selectsNothingWhenAbsentAndEverythingWhenEmpty() {
    var pod = Yaml.object(POD);
    assertThat(LabelSelector.of(pod.path("none")).matches(pod)).isFalse();
    assertThat(LabelSelector.of(Yaml.object("{}")).matches(pod)).isTrue();
    assertThat(LabelSelector.ofLabels(pod.path("none")).matches(pod)).isFalse();
  }
}
