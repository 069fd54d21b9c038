package io.kubevert.client.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class CommandTest {

  @Test
  void returnsWhatTheProgramPrinted(Vertx vertx) throws Exception {
    String output =
        Command.of("cat").reading("a line\n").succeed(vertx).await(30, TimeUnit.SECONDS);
    assertThat(output).isEqualTo("a line\n");
  }

  @Test
  void aFailureNamesTheProgramAndItsWords(Vertx vertx) {
    assertThatThrownBy(
            () -> Command.of("ls", "/nowhere").succeed(vertx).await(30, TimeUnit.SECONDS))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageStartingWith("ls /nowhere exited with 2: ")
        .hasMessageContaining("No such file or directory");
  }

  @Test
  void aProgramThatTakesTooLongIsKilled(Vertx vertx) throws Exception {
    Command.Result result =
        Command.of("sleep", "60")
            .within(Duration.ofMillis(50))
            .run(vertx)
            .await(30, TimeUnit.SECONDS);
    assertThat(result.exitCode()).isEqualTo(128 + 9);
  }

  @Test
  void whatItHasStartedIsKilledWithIt(Vertx vertx) throws Exception {
    // The inner program holds the output open, so nothing would return before its end.
    Command.Result result =
        Command.of("sh", "-c", "sleep 60; true")
            .within(Duration.ofMillis(500))
            .run(vertx)
            .await(30, TimeUnit.SECONDS);
    assertThat(result.exitCode()).isEqualTo(128 + 9);
  }

  @Test
  void aProgramThatDoesNotReadItsInputIsNoError(Vertx vertx) throws Exception {
    Command.Result result =
        Command.of("true").reading("x".repeat(1 << 20)).run(vertx).await(30, TimeUnit.SECONDS);
    assertThat(result.exitCode()).isZero();
  }
}
