package io.kubevert.coredns.plugin.rewrite;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Applies rules in their order, up to the first that says stop; answers go the way back. */
record Rewrite(List<Step> steps) implements Plugin {

  /**
   * A rule in the list.
   *
   * @param last no later rule is applied to a question that this one is about
   */
  record Step(Rule rule, boolean last) {}

  @Override
  public boolean takesOtherClasses() {
    return true;
  }

  @Override
  public Handler before(Handler next) {
    return query -> {
      Query asked = query;
      Deque<Rule.Change> changes = new ArrayDeque<>();
      for (Step step : steps) {
        Optional<Rule.Rewritten> rewritten = step.rule().apply(asked);
        if (rewritten.isPresent()) {
          asked = rewritten.get().query();
          changes.push(rewritten.get().change());
          if (step.last()) {
            break;
          }
        }
      }
      Future<Answer> answer = next.handle(asked);
      for (Rule.Change change : changes) {
        answer = answer.compose(change::of);
      }
      return answer;
    };
  }
}
