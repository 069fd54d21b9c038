package io.kubevert.apiserver.storage;

/** One version of a key's value, with the one before it until that is compacted. */
final class Version {
  final long revision;
  final StoreEvent.Type type;
  final byte[] value;
  private volatile Version older;

  Version(long revision, StoreEvent.Type type, byte[] value, Version older) {
    this.revision = revision;
    this.type = type;
    this.value = value;
    this.older = older;
  }

  boolean isLive() {
    return type != StoreEvent.Type.DELETED;
  }

  Version older() {
    return older;
  }

  void forgetOlder() {
    older = null;
  }

  /** This version, or the newest of its predecessors, that a reader at a revision may see. */
  Version asOf(long reader) {
    Version version = this;
    while (version != null && version.revision > reader) {
      version = version.older;
    }
    return version;
  }
}
