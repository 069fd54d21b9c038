package io.kubevert.ingress.accesslog;

import io.kubevert.ingress.exchange.Exchange;
import io.kubevert.ingress.option.AccessLogging;
import io.kubevert.ingress.option.GlobalOptions;
import java.time.Clock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each request, in ingress-nginx's format or the one that its ConfigMap has. */
public final class AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

  private final Clock clock;
  private final BooleanSupplier wanted;
  private final Consumer<String> output;
  private volatile Compiled compiled = compile(GlobalOptions.DEFAULTS.accessLogging());

  private record Compiled(AccessLogging options, LogFormat format) {}

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
        options, LogFormat.compile(options.format().orElse(LogFormat.DEFAULT), options.json()));
  }

  /** Writes the line of an exchange that is over, if its Ingress and the options want it. */
  public void write(Exchange exchange) {
    AccessLogging options = exchange.snapshot().options().accessLogging();
    if (wanted.getAsBoolean()
        && exchange.location().config().logged()
        && options.covers(exchange.request().uri())) {
      output.accept(line(exchange, options));
    }
  }

  private String line(Exchange exchange, AccessLogging options) {
    Compiled current = compiled;
    if (current.options != options) {
      current = compile(options);
      compiled = current;
    }
    return current.format.line(exchange, clock.instant());
  }
}
