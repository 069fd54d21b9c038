package io.kubevert.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NameGeneratorTest {
  private final NameGenerator names = new NameGenerator(new Random(1));

  @Test
  void uidsAreRandomUuids() {
    assertThat(Stream.generate(names::uid).limit(100).distinct())
        .hasSize(100)
        .map(UUID::fromString)
        .allMatch(uid -> uid.version() == 4 && uid.variant() == 2);
  }

  @Test
  void namesAreThePrefixAndFiveLetters() {
    assertThat(names.name("web-")).matches("web-[a-z0-9]{5}");
    assertThat(names.name("x".repeat(70))).matches("x{58}[a-z0-9]{5}");
  }
}
