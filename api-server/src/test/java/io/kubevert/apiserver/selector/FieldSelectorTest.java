package io.kubevert.apiserver.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubevert.apiserver.Yaml;
import io.kubevert.apiserver.kinds.core.Pods;
import io.kubevert.apiserver.kinds.core.Secrets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldSelectorTest {
  private static final String POD =
      """
      metadata: {name: web, namespace: shop}
      spec: {nodeName: worker1}
      status: {phase: Running}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                       | true",
        "metadata.name=web                        | true",
        "metadata.name!=web                       | false",
        "metadata.namespace=shop                  | true",
        "status.phase==Running,spec.nodeName=worker1 | true",
        "status.phase!=Running                    | false",
        "spec.nodeName=                           | false",
        "spec.hostNetwork=false                   | true",
      })
  void selects(String selector, boolean matches) {
    assertThat(FieldSelector.parse(selector, Pods.definition()).matches(Yaml.object(POD)))
        .isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "spec.foo=x  | field label not supported: spec.foo",
        "nonsense    | invalid selector: 'nonsense'; can't understand 'nonsense'",
      })
  void saysWhatIsWrong(String selector, String message) {
    assertThatThrownBy(() -> FieldSelector.parse(selector, Pods.definition())).hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({"'type=a\\,b',true", "'type=a',false"})
  void unescapesValues(String selector, boolean matches) {
    var secret = Yaml.object("type: 'a,b'");
    assertThat(FieldSelector.parse(selector, Secrets.definition()).matches(secret))
        .isEqualTo(matches);
  }
}
