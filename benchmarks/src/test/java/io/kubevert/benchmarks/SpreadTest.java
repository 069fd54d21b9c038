package io.kubevert.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpreadTest {

  @ParameterizedTest
  @CsvSource({"1, 10", "20, 10", "21, 20", "50, 30", "80, 40", "81, 50", "100, 50"})
  void aPercentileIsAMeasurementThatWasMade(int percent, double measurement) {
    Spread spread = new Spread(List.of(30.0, 10.0, 50.0, 20.0, 40.0));
    assertThat(spread.percentile(percent)).isEqualTo(measurement);
  }

  @Test
  void oneMeasurementIsEverything() {
    Spread spread = new Spread(List.of(7.0));
    assertThat(List.of(spread.min(), spread.median(), spread.max())).containsOnly(7.0);
  }

  @Test
  void nothingHasNoSpread() {
    assertThatThrownBy(() -> new Spread(List.of())).hasMessage("nothing was measured");
  }
}
