package io.kubevert.coredns.message;

import java.util.List;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;

/**
 * One question.
 *
 * @param id of the message that it came in
 * @param name as asked, its case kept
 * @param type as in {@link org.xbill.DNS.Type}
 * @param dclass as in {@link DClass}
 * @param recursionDesired the RD flag
 * @param checkingDisabled the CD flag
 * @param edns the OPT record of the question, if it has one
 * @param requestSize octets of the message that it came in
 * @param hops how many aliases were followed to get to this question
 * @param upstreamOptions EDNS options that go along when another server is asked; the client's own
 *     never do, since its answer would be kept for others
 */
public record Query(
    int id,
    Name name,
    int type,
    int dclass,
    boolean recursionDesired,
    boolean checkingDisabled,
    Optional<OPTRecord> edns,
    int requestSize,
    int hops,
    Client client,
    List<EDNSOption> upstreamOptions) {
  /** How many aliases one question may lead over. */
  public static final int MOST_HOPS = 8;

  public Query {
    upstreamOptions = List.copyOf(upstreamOptions);
  }

  /** A question as a client asks it. */
  public Query(
      int id,
      Name name,
      int type,
      int dclass,
      boolean recursionDesired,
      boolean checkingDisabled,
      Optional<OPTRecord> edns,
      int requestSize,
      int hops,
      Client client) {
    this(
        id,
        name,
        type,
        dclass,
        recursionDesired,
        checkingDisabled,
        edns,
        requestSize,
        hops,
        client,
        List.of());
  }

  /** A question that the server asks itself. */
  public static Query internal(Name name, int type) {
    return new Query(0, name, type, DClass.IN, true, false, Optional.empty(), 0, 0, Client.SELF);
  }

  public boolean dnssecOk() {
    return edns.isPresent() && (edns.get().getFlags() & ExtendedFlags.DO) != 0;
  }

  /** The same client's question for another name and type. */
  public Query asking(Name otherName, int otherType) {
    return asking(otherName, otherType, dclass);
  }

  /** The same client's question for another name, type and class. */
  public Query asking(Name otherName, int otherType, int otherClass) {
    return with(otherName, otherType, otherClass, recursionDesired, upstreamOptions);
  }

  /** The question that the server asks itself to follow an alias; type and EDNS stay. */
  public Query following(Name target) {
    return new Query(
        id,
        target,
        type,
        dclass,
        true,
        checkingDisabled,
        edns,
        0,
        hops + 1,
        Client.SELF,
        upstreamOptions);
  }

  /** The same question, for what the one who is asked knows itself. */
  public Query withoutRecursion() {
    return with(name, type, dclass, false, upstreamOptions);
  }

  /** The same question, with other EDNS options for whoever is asked next. */
  public Query withUpstreamOptions(List<EDNSOption> options) {
    return with(name, type, dclass, recursionDesired, options);
  }

  private Query with(
      Name otherName,
      int otherType,
      int otherClass,
      boolean otherRecursion,
      List<EDNSOption> otherOptions) {
    return new Query(
        id,
        otherName,
        otherType,
        otherClass,
        otherRecursion,
        checkingDisabled,
        edns,
        requestSize,
        hops,
        client,
        otherOptions);
  }
}
