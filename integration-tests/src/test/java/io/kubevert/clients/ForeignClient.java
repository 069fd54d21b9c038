package io.kubevert.clients;

import java.util.Map;
import java.util.Set;

/** What a client library is tried with, in the library's own way. Methods block. */
interface ForeignClient extends AutoCloseable {

  /** Creates a ConfigMap. */
  void create(String namespace, String name, Map<String, String> data) throws Exception;

  Map<String, String> get(String namespace, String name) throws Exception;

  /** Reads a ConfigMap, and writes it back with other data. */
  void replace(String namespace, String name, Map<String, String> data) throws Exception;

  /** Patches a ConfigMap by RFC 7386. */
  void mergePatch(String namespace, String name, String patch) throws Exception;

  /**
   * Applies a ConfigMap on the server.
   *
   * @return the status code of the answer: 409 for a conflict
   */
  int apply(String namespace, String name, Map<String, String> data, String manager, boolean force)
      throws Exception;

  /** The names of ConfigMaps in a namespace, page by page. */
  Set<String> list(String namespace, int pageSize) throws Exception;

  void delete(String namespace, String name) throws Exception;

  /** Starts an informer on a namespace's ConfigMaps. */
  Followed follow(String namespace) throws Exception;

  /** What an informer has. */
  interface Followed extends AutoCloseable {
    Set<String> names();

    @Override
    void close();
  }

  /** Starts to stand for election. */
  Candidate stand(String namespace, String lease, String identity) throws Exception;

  /** One who stands for election. */
  interface Candidate {
    boolean leads();

    /** Gives up, and back what it leads. */
    void stepDown() throws InterruptedException;
  }

  /** A command's output. */
  String exec(String namespace, String pod, String... command) throws Exception;

  /** What a port of a pod answers to an HTTP/1.0 request. */
  String ask(String namespace, String pod, int port) throws Exception;

  @Override
  void close();
}
