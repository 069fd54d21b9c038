package io.kubevert.coredns.plugin.rewrite;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** One change of questions, or of their answers. */
@FunctionalInterface
interface Rule {

  /**
   * What becomes of a question that the rule is about.
   *
   * @param query to ask instead
   * @param change of the answer to it
   */
  record Rewritten(Query query, UnaryOperator<Answer> change) {
    static Rewritten asking(Query query) {
      return new Rewritten(query, UnaryOperator.identity());
    }
  }

  /** Empty for a question that the rule is not about. */
  Optional<Rewritten> apply(Query query);
}
