package io.kubevert.coredns.message;

import java.util.List;
import java.util.function.UnaryOperator;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/**
 * What is known about a question. The question itself, identifiers and EDNS are put around it on
 * the way to the wire.
 *
 * @param rcode as in {@link Rcode}
 * @param authoritative the AA flag
 * @param recursionAvailable the RA flag
 * @param authenticData the AD flag
 * @param source the plugin that answered
 * @param reason why it is a failure, for the log; empty if it is none, or the source does not say
 * @param delivery how it travels
 */
public record Answer(
    int rcode,
    boolean authoritative,
    boolean recursionAvailable,
    boolean authenticData,
    List<Record> answers,
    List<Record> authority,
    List<Record> additional,
    String source,
    String reason,
    Delivery delivery) {

  public Answer {
    answers = answers instanceof AddressRecords ? answers : List.copyOf(answers);
    authority = List.copyOf(authority);
    additional = List.copyOf(additional);
  }

  public Answer(
      int rcode,
      boolean authoritative,
      boolean recursionAvailable,
      boolean authenticData,
      List<Record> answers,
      List<Record> authority,
      List<Record> additional,
      String source) {
    this(
        rcode,
        authoritative,
        recursionAvailable,
        authenticData,
        answers,
        authority,
        additional,
        source,
        "",
        Delivery.USUAL);
  }

  /** An answer without any record. */
  public static Answer ofCode(int rcode, String source) {
    return new Answer(rcode, false, false, false, List.of(), List.of(), List.of(), source);
  }

  public static Answer serverFailure(String source) {
    return ofCode(Rcode.SERVFAIL, source);
  }

  /**
   * @param reason for the log
   */
  public static Answer serverFailure(String source, String reason) {
    return serverFailure(source).because(reason);
  }

  /** The decision to send nothing. */
  public static Answer silence(String source) {
    return ofCode(Rcode.REFUSED, source).delivered(Delivery.USUAL.none());
  }

  /** Records from data that the answerer itself is the authority for. */
  public static Answer authoritative(List<Record> answers, List<Record> additional, String source) {
    return new Answer(Rcode.NOERROR, true, false, false, answers, List.of(), additional, source);
  }

  /** That there is nothing, with the SOA record that says how long this may be believed. */
  public static Answer negative(int rcode, Record soa, String source) {
    return new Answer(rcode, true, false, false, List.of(), List.of(soa), List.of(), source);
  }

  /** True for NXDOMAIN, and for NOERROR without an answer record. */
  public boolean isNegative() {
    return rcode == Rcode.NXDOMAIN || (rcode == Rcode.NOERROR && answers.isEmpty());
  }

  /** The same answer, bound to a size over UDP. */
  public Answer within(int size) {
    return delivered(delivery.within(size));
  }

  /** The same answer with an EDNS option for clients that speak EDNS. */
  public Answer with(EDNSOption option) {
    return delivered(delivery.with(option));
  }

  /** Only the word that it was cut off: the client asks again over TCP. */
  public Answer cut() {
    return withRecords(List.of(), List.of(), List.of()).delivered(delivery.cut());
  }

  public Answer withAnswers(List<Record> other) {
    return withRecords(other, authority, additional);
  }

  /** The same answer, with the reason of its failure. */
  public Answer because(String other) {
    return with(rcode, answers, authority, additional, source, other, delivery);
  }

  public Answer withRcode(int other) {
    return with(other, answers, authority, additional, source, reason, delivery);
  }

  /** The same answer with these sections. */
  public Answer withRecords(List<Record> first, List<Record> second, List<Record> third) {
    return with(rcode, first, second, third, source, reason, delivery);
  }

  /** The same answer, every record changed. */
  public Answer mapRecords(UnaryOperator<Record> change, String by) {
    return with(
        rcode,
        answers.stream().map(change).toList(),
        authority.stream().map(change).toList(),
        additional.stream().map(change).toList(),
        by,
        reason,
        delivery);
  }

  private Answer delivered(Delivery other) {
    return with(rcode, answers, authority, additional, source, reason, other);
  }

  /** All but the flags. */
  private Answer with(
      int code,
      List<Record> first,
      List<Record> second,
      List<Record> third,
      String by,
      String why,
      Delivery how) {
    return new Answer(
        code, authoritative, recursionAvailable, authenticData, first, second, third, by, why, how);
  }
}
