package io.kubevert.coredns.message;

import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.EDNSOption;

/**
 * How an answer travels, besides what it says.
 *
 * @param udpSize octets that it may take over UDP, if the client takes as many
 * @param options EDNS options that go with it to a client that speaks EDNS
 * @param truncated the TC flag is set though nothing was cut off
 * @param silent nothing is sent at all: over UDP the client waits in vain, a connection is closed
 */
public record Delivery(int udpSize, List<EDNSOption> options, boolean truncated, boolean silent) {
  private static final int LARGEST_UDP_SIZE = 4096;

  /** Whole, without options. */
  public static final Delivery USUAL = new Delivery(LARGEST_UDP_SIZE, List.of(), false, false);

  public Delivery {
    options = List.copyOf(options);
  }

  Delivery within(int size) {
    return size >= udpSize ? this : new Delivery(size, options, truncated, silent);
  }

  Delivery with(EDNSOption option) {
    List<EDNSOption> more = new ArrayList<>(options);
    more.add(option);
    return new Delivery(udpSize, more, truncated, silent);
  }

  Delivery cut() {
    return new Delivery(udpSize, options, true, silent);
  }

  Delivery none() {
    return new Delivery(udpSize, options, truncated, true);
  }
}
