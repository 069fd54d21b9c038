package io.kubevert.coredns.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** What is logged below a package or class while this is open. */
public final class LogLines implements AutoCloseable {
  private final Logger logger;
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();

  public LogLines(String name) {
    logger = (Logger) LoggerFactory.getLogger(name);
    events.list = new CopyOnWriteArrayList<>();
    events.start();
    logger.addAppender(events);
  }

  /** Each as {@code LEVEL message key="value"...}. */
  public List<String> all() {
    return lines().map(LogLines::text).toList();
  }

  /** Warnings and errors. */
  public List<String> warnings() {
    return lines()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .map(LogLines::text)
        .toList();
  }

  private Stream<ILoggingEvent> lines() {
    return List.copyOf(events.list).stream();
  }

  private static String text(ILoggingEvent event) {
    String message = event.getLevel() + " " + event.getFormattedMessage();
    return event.getKeyValuePairs() == null
        ? message
        : event.getKeyValuePairs().stream()
            .map(Object::toString)
            .collect(Collectors.joining(" ", message + " ", ""));
  }

  @Override
  public void close() {
    logger.detachAppender(events);
  }
}
