package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.kubevert.ingress.accesslog.AccessLog;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** The lines that the access log has had since this was opened. */
final class AccessLogLines implements AutoCloseable {
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  AccessLogLines() {
    lines.list = new CopyOnWriteArrayList<>();
    lines.start();
    logger().addAppender(lines);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(AccessLog.class);
  }

  /** The line that has this text; there is one once what it is about is over. */
  String line(String text) {
    Rig.eventually(() -> assertThat(find(text)).isPresent());
    return find(text).orElseThrow();
  }

  Optional<String> find(String text) {
    return lines.list.stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains(text))
        .findFirst();
  }

  @Override
  public void close() {
    logger().detachAppender(lines);
  }
}
