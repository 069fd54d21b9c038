package io.kubevert.apiserver.validation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0Gi, 0",
    "1, 1",
    "1000m, 1",
    "0.5, 500m",
    "1.5, 1500m",
    "100m, 100m",
    "0.1m, 100u",
    "1000, 1k",
    "1500k, 1500k",
    "1024, 1024",
    "64000000, 64M",
    "64Mi, 64Mi",
    "1024Mi, 1Gi",
    "1.5Gi, 1536Mi",
    "0.5Ki, 512",
    "0.1Gi, 107374182400m",
    "1e3, 1e3",
    "1E6, 1e6",
    "12e2, 1200",
    "+5, 5",
    "-2Gi, -2Gi",
    "0.0000000001, 1n",
  })
  void haveOneCanonicalForm(String given, String canonical) {
    assertThat(Quantities.canonical(given)).contains(canonical);
    assertThat(Quantities.canonical(canonical)).contains(canonical);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "1x", "1 Gi", "Gi", "1.2.3", "--1"})
  void mayBeNone(String given) {
    assertThat(Quantities.canonical(given)).isEmpty();
  }
}
