package io.kubevert.coredns.plugin.rewrite;

import io.kubevert.coredns.message.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.xbill.DNS.EDNSOption;

/**
 * Changes the EDNS options that go to other servers.
 *
 * @param option made from the question
 */
record EdnsRule(Action action, int code, Function<Query, EDNSOption> option) implements Rule {

  /** What is done when there is, or is not, an option of the same code. */
  enum Action {
    /** Put in place of one, or added. */
    SET,
    /** Added unless there is one. */
    APPEND,
    /** Put in place of one. */
    REPLACE,
    /** Taken out. */
    UNSET
  }

  @Override
  public Optional<Rewritten> apply(Query query) {
    boolean there = query.upstreamOptions().stream().anyMatch(present -> present.getCode() == code);
    boolean concerned =
        switch (action) {
          case SET -> true;
          case APPEND -> !there;
          case REPLACE, UNSET -> there;
        };
    if (!concerned) {
      return Optional.empty();
    }
    List<EDNSOption> options = new ArrayList<>(query.upstreamOptions());
    options.removeIf(present -> present.getCode() == code);
    if (action != Action.UNSET) {
      options.add(option.apply(query));
    }
    return Optional.of(Rewritten.asking(query.withUpstreamOptions(options)));
  }
}
