package io.kubevert.apiserver.kinds.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be added to a pod that runs. */
class EphemeralContainersTest {
  private static final String OLD = "{'name':'old','image':'tool'}";

  private static ObjectNode pod(String ephemeral) {
    String text =
        "{'metadata':{'name':'web'},'spec':{'containers':[{'name':'web','image':'web'}],"
            + "'ephemeralContainers':["
            + ephemeral
            + "]}}";
    return Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static ObjectNode running() {
    return EphemeralContainers.admit(pod(""), pod(OLD));
  }

  @Test
  void areAddedWithDefaultsAndNothingElseChanges() {
    ObjectNode asked = pod(OLD + ",{'name':'new','image':'tool','targetContainerName':'web'}");
    asked.withObject("/spec").put("hostNetwork", true);
    ObjectNode pod = EphemeralContainers.admit(running(), asked);
    assertThat(pod.path("spec").path("ephemeralContainers")).hasSize(2);
    assertThat(pod.path("spec").path("ephemeralContainers").get(1).path("imagePullPolicy").asText())
        .isEqualTo("Always");
    assertThat(pod.path("spec").has("hostNetwork")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          | existing ephemeral containers "old" may not be removed
          {'name':'old','image':'other'} | existing ephemeral containers "old" may not be changed
          OLD,{'name':'web','image':'t'} | spec.ephemeralContainers[1].name: Duplicate value: "web"
          OLD,{'name':'new'} | spec.ephemeralContainers[1].image: Required value
          OLD,{'name':'n','image':'t','targetContainerName':'x'} | targetContainerName: Not found: "x"
          OLD,{'name':'n','image':'t','ports':[{'containerPort':80}]} | ports: Forbidden: cannot be set for an Ephemeral Container
          """)
  void areRefused(String ephemeral, String why) {
    String containers = ephemeral == null ? "" : ephemeral.replace("OLD", OLD);
    assertThatThrownBy(() -> EphemeralContainers.admit(running(), pod(containers)))
        .hasMessageContaining(why);
  }
}
