package io.kubevert.coredns.plugin.rewrite;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.vertx.core.Future;
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
  record Rewritten(Query query, Change change) {
    static Rewritten asking(Query query) {
      return new Rewritten(query, Future::succeededFuture);
    }

    static Rewritten changing(Query query, UnaryOperator<Answer> change) {
      return new Rewritten(query, answer -> Future.succeededFuture(change.apply(answer)));
    }
  }

  /** What becomes of an answer; it may take further questions to know. */
  @FunctionalInterface
  interface Change {
    Future<Answer> of(Answer answer);
  }

  /** Empty for a question that the rule is not about. */
  Optional<Rewritten> apply(Query query);
}
