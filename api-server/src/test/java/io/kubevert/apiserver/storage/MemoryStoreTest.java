package io.kubevert.apiserver.storage;

class MemoryStoreTest implements StoreContract {
  private final MemoryStore store = new MemoryStore(7);

  @Override
  public Store store() {
    return store;
  }
}
