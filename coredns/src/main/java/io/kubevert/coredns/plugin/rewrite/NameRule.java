package io.kubevert.coredns.plugin.rewrite;

import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.message.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks for another name.
 *
 * @param auto the name that was asked for is turned back in the answer
 * @param answer further changes of the answer's names
 */
record NameRule(NameMatch match, boolean auto, AnswerNames answer) implements Rule {

  /**
   * Reads {@code [KIND] FROM TO [answer auto | answer name|value FROM TO...]}. What an exact match
   * asked for is always turned back.
   */
  static NameRule read(Words words) {
    String kind = words.kind();
    Token from = words.next("the name to look for");
    Token to = words.next("the name to ask for");
    boolean auto = kind.equals("exact");
    List<NameMatch> owners = new ArrayList<>();
    List<NameMatch> values = new ArrayList<>();
    while (words.take("answer")) {
      Token what = words.next("auto, name or value");
      switch (what.text()) {
        case "auto" -> auto = true;
        case "name" -> owners.add(answered(words));
        case "value" -> values.add(answered(words));
        default -> throw what.fault("answer auto, answer name or answer value");
      }
    }
    words.end();
    AnswerNames names = new AnswerNames(List.copyOf(owners), List.copyOf(values));
    return new NameRule(Words.match(kind, from, to), auto, names);
  }

  private static NameMatch answered(Words words) {
    Token from = words.next("a regular expression to look for in the answer");
    return Words.regex(from, words.next("what to put in its place"));
  }

  @Override
  public Optional<Rewritten> apply(Query query) {
    return match
        .replaced(query.name())
        .map(
            name -> {
              AnswerNames back = auto ? AnswerNames.back(name, query.name()) : AnswerNames.NONE;
              return Rewritten.changing(
                  query.asking(name, query.type()), found -> answer.apply(back.apply(found)));
            });
  }
}
