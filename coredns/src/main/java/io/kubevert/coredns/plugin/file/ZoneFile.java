package io.kubevert.coredns.plugin.file;

import io.kubevert.coredns.plugin.ServerContext;
import io.kubevert.coredns.plugin.transfer.ZoneChanges;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** A zone and the file that it is read from, now and again. Belongs to one context. */
final class ZoneFile {
  private static final Logger LOG = LoggerFactory.getLogger(ZoneFile.class);

  private final Name origin;
  private final Path path;
  private final Duration reload;
  private final ServerContext context;
  private volatile ZoneData data;
  private long timer = -1;
  private boolean stopped;

  /**
   * @param reload how often the file is read again; zero for never
   */
  ZoneFile(Name origin, Path path, Duration reload, ServerContext context) {
    this.origin = origin;
    this.path = path;
    this.reload = reload;
    this.context = context;
  }

  Name origin() {
    return origin;
  }

  /** Empty before the first reading. */
  Optional<ZoneData> data() {
    return Optional.ofNullable(data);
  }

  /** Fails if the file cannot be read, or is no zone. */
  Future<Void> start() {
    return load()
        .onSuccess(
            read -> {
              take(read);
              lookLater();
            })
        .mapEmpty();
  }

  void stop() {
    stopped = true;
    context.vertx().cancelTimer(timer);
  }

  private Future<ZoneData> load() {
    return context.vertx().executeBlocking(this::read, false);
  }

  private ZoneData read() throws IOException {
    try (Master master = new Master(path.toString(), origin, -1)) {
      List<Record> records = new ArrayList<>();
      for (Record item = master.nextRecord(); item != null; item = master.nextRecord()) {
        records.add(item);
      }
      return ZoneData.of(origin, records);
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException("zone file " + path + ": " + e.getMessage(), e);
    }
  }

  private void lookLater() {
    if (!reload.isZero() && !stopped) {
      timer = context.vertx().setTimer(reload.toMillis(), tick -> look());
    }
  }

  private void look() {
    load()
        .onComplete(
            read -> {
              if (!stopped && read.soa().getSerial() != data.soa().getSerial()) {
                take(read);
              }
              lookLater();
            },
            failure -> {
              LOG.atError()
                  .addKeyValue("cause", failure.getMessage())
                  .log("the zone stays as it was");
              lookLater();
            });
  }

  private void take(ZoneData read) {
    data = read;
    FileMetrics metrics = context.shared().get(FileMetrics.class, FileMetrics::new);
    metrics.loaded(origin, read.records().size());
    LOG.atInfo()
        .addKeyValue("zone", origin)
        .addKeyValue("serial", read.soa().getSerial())
        .addKeyValue("records", read.records().size())
        .log("zone loaded");
    context.block().offered(ZoneChanges.class).forEach(listener -> listener.changed(read.soa()));
  }
}
