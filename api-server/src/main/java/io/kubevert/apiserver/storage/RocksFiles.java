package io.kubevert.apiserver.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** The database under a store: loads it, appends to it, deletes from it. All methods block. */
final class RocksFiles implements AutoCloseable {
  private static final long BLOCK_CACHE_BYTES = 16L << 20;
  private static final long WRITE_BUFFER_BYTES = 4L << 20;
  private static final long WAL_BYTES = 16L << 20;
  private static final int OPEN_FILES = 64;

  private final LRUCache cache;
  private final Options options;
  private final WriteOptions durable;
  private final RocksDB database;

  private RocksFiles(LRUCache cache, Options options, WriteOptions durable, RocksDB database) {
    this.cache = cache;
    this.options = options;
    this.durable = durable;
    this.database = database;
  }

  /**
   * Opens a directory, or founds a store in it.
   *
   * @throws IOException if it cannot be read, or if another process has it open
   */
  static RocksFiles open(Path directory) throws IOException {
    RocksDB.loadLibrary();
    Files.createDirectories(directory);
    LRUCache cache = new LRUCache(BLOCK_CACHE_BYTES);
    Options options = options(cache);
    try {
      RocksDB database = RocksDB.open(options, directory.toString());
      return new RocksFiles(cache, options, new WriteOptions().setSync(true), database);
    } catch (RocksDBException e) {
      options.close();
      cache.close();
      throw new IOException(
          "cannot open the store in "
              + directory
              + ": "
              + e.getMessage()
              + "; is another API server using it?",
          e);
    }
  }

  private static Options options(LRUCache cache) {
    return new Options()
        .setCreateIfMissing(true)
        .setWriteBufferSize(WRITE_BUFFER_BYTES)
        .setMaxWriteBufferNumber(2)
        .setMaxTotalWalSize(WAL_BYTES)
        .setMaxBackgroundJobs(2)
        .setMaxOpenFiles(OPEN_FILES)
        .setKeepLogFileNum(2)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(cache));
  }

  /** The store's id, made when it is founded. */
  long storeId() throws RocksDBException {
    byte[] id = database.get(RocksFormat.STORE_ID);
    if (id != null) {
      return RocksFormat.number(id);
    }
    long made = new SecureRandom().nextLong(1, Long.MAX_VALUE);
    database.put(durable, RocksFormat.STORE_ID, RocksFormat.number(made));
    return made;
  }

  /** Reads everything into memory. */
  History load() throws RocksDBException {
    History history =
        new History(number(RocksFormat.REVISION, 1), number(RocksFormat.COMPACTED, 0));
    try (RocksIterator versions = database.newIterator()) {
      for (versions.seek(RocksFormat.DATA); versions.isValid(); versions.next()) {
        byte[] key = versions.key();
        if (!RocksFormat.isData(key)) {
          break;
        }
        byte[] value = versions.value();
        history.load(
            RocksFormat.keyOf(key),
            RocksFormat.revisionOf(key),
            RocksFormat.typeOf(value),
            RocksFormat.valueOf(value));
      }
      versions.status();
    }
    return history;
  }

  /** Appends events; they are on disk when this returns. */
  void append(List<StoreEvent> events) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      for (StoreEvent event : events) {
        batch.put(
            RocksFormat.dataKey(event.key(), event.revision()),
            RocksFormat.dataValue(event.type(), event.value()));
      }
      batch.put(RocksFormat.REVISION, RocksFormat.number(events.getLast().revision()));
      database.write(durable, batch);
    }
  }

  /** Deletes versions that nobody can read any more. */
  void delete(Collection<History.Forgotten> versions, long compacted) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      for (History.Forgotten version : versions) {
        batch.delete(RocksFormat.dataKey(version.key(), version.revision()));
      }
      batch.put(RocksFormat.COMPACTED, RocksFormat.number(compacted));
      database.write(durable, batch);
    }
  }

  @Override
  public void close() {
    database.close();
    durable.close();
    options.close();
    cache.close();
  }

  private long number(byte[] key, long otherwise) throws RocksDBException {
    byte[] number = database.get(key);
    return number == null ? otherwise : RocksFormat.number(number);
  }
}
