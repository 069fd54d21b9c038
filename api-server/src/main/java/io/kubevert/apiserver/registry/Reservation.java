package io.kubevert.apiserver.registry;

/** What a write has taken before it is known whether it succeeds. */
public interface Reservation {

  /** Nothing was taken. */
  Reservation NONE =
      new Reservation() {
        @Override
        public void commit() {}

        @Override
        public void rollback() {}
      };

  /** The write is on disk: frees what the old object had and the new one no longer has. */
  void commit();

  /** The write failed: frees what was taken for it. */
  void rollback();

  /** Both. */
  default Reservation and(Reservation other) {
    if (other == NONE) {
      return this;
    }
    Reservation first = this;
    return new Reservation() {
      @Override
      public void commit() {
        first.commit();
        other.commit();
      }

      @Override
      public void rollback() {
        first.rollback();
        other.rollback();
      }
    };
  }
}
