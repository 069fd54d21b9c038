package io.kubevert.ingress.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnotationsTest {

  @ParameterizedTest(name = "{0} is read as {1}")
  @CsvSource({
    "1,           1",
    "2147483647,  2147483647",
    "2147483648,  ",
    "99999999999, ",
    "0,           ",
    "-1,          ",
    "1.0,         ",
    "'',          ",
  })
  void readsWholeNumbersWithinTheirBounds(String text, Integer number) {
    Annotations annotations = new Annotations("option", Map.of("name", text), Map.of());
    assertThat(annotations.number("name", 1, Integer.MAX_VALUE))
        .isEqualTo(Optional.ofNullable(number));
    assertThat(annotations.problems()).hasSize(number == null && !text.isEmpty() ? 1 : 0);
  }
}
