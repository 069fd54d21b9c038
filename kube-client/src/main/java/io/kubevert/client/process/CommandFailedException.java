package io.kubevert.client.process;

/** A program that was expected to succeed did not; the message holds its words and its output. */
public final class CommandFailedException extends RuntimeException {
  private final transient Command.Result result;

  CommandFailedException(Command command, Command.Result result) {
    super(
        String.join(" ", command.words())
            + " exited with "
            + result.exitCode()
            + ": "
            + result.output().strip(),
        null,
        false,
        false);
    this.result = result;
  }

  public Command.Result result() {
    return result;
  }
}
