package io.kubevert.ingress.accesslog;

import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.option.AccessLogging;
import io.kubevert.ingress.option.GlobalOptions;
import java.time.Clock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each request, and each connection of a TCP or UDP service, in ingress-nginx's
 * formats or those that its ConfigMap has.
 */
public final class AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

  private final Clock clock;
  private final BooleanSupplier wanted;
  private final Consumer<String> output;
  private volatile Compiled compiled = compile(GlobalOptions.DEFAULTS.accessLogging());

  private record Compiled(
      AccessLogging options, LogFormat<Exchange> format, LogFormat<StreamSession> streams) {}

  /** Where the lines go. */
  public enum Output {
    /** Nowhere. */
    OFF,
    /** Into the log of the process, among all others. */
    LOG,
    /** To standard output, as they are, for whoever collects logs of nginx. */
    STDOUT
  }

  public AccessLog(Clock clock, Output output) {
    this(
        clock,
        switch (output) {
          case OFF -> () -> false;
          case LOG -> LOG::isInfoEnabled;
          case STDOUT -> () -> true;
        },
        switch (output) {
          case OFF -> line -> {};
          case LOG -> LOG::info;
          case STDOUT -> System.out::println;
        });
  }

  private AccessLog(Clock clock, BooleanSupplier wanted, Consumer<String> output) {
    this.clock = clock;
    this.wanted = wanted;
    this.output = output;
  }

  private static Compiled compile(AccessLogging options) {
    return new Compiled(
        options,
        LogFormat.compile(
            options.format().orElse(LogFormat.DEFAULT), options.json(), LogVariables::named),
        LogFormat.compile(
            options.streamFormat().orElse(StreamSession.FORMAT),
            options.json(),
            StreamSession::named));
  }

  /** Writes the line of an exchange that is over, if its Ingress and the options want it. */
  public void write(Exchange exchange) {
    AccessLogging options = exchange.snapshot().options().accessLogging();
    if (wanted.getAsBoolean()
        && exchange.location().config().logged()
        && options.covers(exchange.request().uri())) {
      output.accept(compiled(options).format.line(exchange, clock.instant()));
    }
  }

  /** Writes the line of a connection that is over, if the options want it. */
  public void write(StreamSession session, AccessLogging options) {
    if (wanted.getAsBoolean() && options.streams()) {
      output.accept(compiled(options).streams.line(session, clock.instant()));
    }
  }

  private Compiled compiled(AccessLogging options) {
    Compiled current = compiled;
    if (current.options != options) {
      current = compile(options);
      compiled = current;
    }
    return current;
  }
}
