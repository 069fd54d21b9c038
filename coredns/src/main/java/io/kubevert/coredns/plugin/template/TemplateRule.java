package io.kubevert.coredns.plugin.template;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Fallthrough;
import io.kubevert.coredns.plugin.Zones;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * One {@code template} directive.
 *
 * @param dclass of the questions; ANY for all
 * @param type of the questions; ANY for all
 * @param patterns looked for in the lower-case name with its dot at the end, the first found counts
 * @param error an extended DNS error (RFC 8914) that goes along
 */
record TemplateRule(
    int dclass,
    int type,
    Zones zones,
    List<Pattern> patterns,
    List<TemplateText> answers,
    List<TemplateText> additional,
    List<TemplateText> authority,
    int rcode,
    Optional<EDNSOption> error,
    Fallthrough fallthrough) {

  /** The zone, if the rule is about such questions at all. */
  Optional<Name> concerns(Query query) {
    boolean sameKind =
        (dclass == DClass.ANY || dclass == query.dclass())
            && (type == Type.ANY || type == query.type());
    return sameKind ? zones.holding(query.name()) : Optional.empty();
  }

  Optional<Match> match(Query query, Name zone) {
    String name = query.name().toString().toLowerCase(Locale.ROOT);
    for (Pattern pattern : patterns) {
      Matcher matcher = pattern.matcher(name);
      if (matcher.find()) {
        return Optional.of(new Match(query, zone, matcher));
      }
    }
    return Optional.empty();
  }
}
