package io.kubevert.kubeproxy.nftables;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelVersionTest {

  @ParameterizedTest
  @ValueSource(strings = {"5.13.0", "5.15.0-91-generic", "6.1.0-18-amd64", "10.0", "unknown"})
  void newEnough(String release) {
    assertThatCode(() -> KernelVersion.check(release)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.12.19", "5.4.0-170-generic", "4.19.0-26-amd64"})
  void tooOld(String release) {
    assertThatThrownBy(() -> KernelVersion.check(release))
        .hasMessage(
            "Linux "
                + release
                + " is too old: the Service rules need 5.13 or newer. Use a newer kernel, or set"
                + " KUBE_PROXY_NFTABLES_SKIP_KERNEL_VERSION_CHECK=1 if yours has the fixes");
  }
}
