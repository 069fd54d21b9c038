package io.kubevert.apiserver.kinds.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.apiserver.kinds.Writes;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {
  private static final Writes SECRETS = new Writes(Secrets.definition());

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "kubernetes.io/tls                   | {tls.crt: eA==}      | data[tls.key]: Required value",
        "kubernetes.io/dockerconfigjson      | {}                   | data[.dockerconfigjson]: Required value",
        "kubernetes.io/ssh-auth              | {}                   | data[ssh-privatekey]: Required value",
        "kubernetes.io/basic-auth            | {password: eA==}     | ",
        "kubernetes.io/basic-auth            | {}                   | data[username]: Required value; data[password]: Required value",
        "kubernetes.io/service-account-token | {}                   | metadata.annotations[kubernetes.io/service-account.name]: Required value",
        "example.com/mine                    | {}                   | ",
      })
  void hasWhatItsTypeAsksFor(String type, String data, String faults) {
    assertThat(
            SECRETS
                .create("{metadata: {name: s}, type: %s, data: %s}".formatted(type, data))
                .faults())
        .isEqualTo(faults == null ? List.of() : List.of(faults.split("; ")));
  }
}
