package io.kubevert.coredns.plugin.nsid;

import io.kubevert.coredns.corefile.Directive;
import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Handler;
import io.kubevert.coredns.plugin.Plugin;
import io.kubevert.coredns.plugin.ServerContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.NSIDOption;

/** Reads {@code nsid [DATA]}. */
public final class NsidSetup {
  private NsidSetup() {}

  public static Plugin setUp(List<Directive> directives, ServerContext context) {
    Directive directive = directives.getFirst().withoutBlock();
    String data =
        directive.arguments().isEmpty()
            ? context.site().node()
            : String.join(" ", directive.words());
    return new Nsid(new NSIDOption(data.getBytes(StandardCharsets.UTF_8)));
  }

  /** Names the server to whoever asks for its name. */
  private record Nsid(NSIDOption identity) implements Plugin {
    @Override
    public Handler before(Handler next) {
      return query ->
          isAsked(query) ? next.handle(query).map(answer -> named(answer)) : next.handle(query);
    }

    private Answer named(Answer answer) {
      return answer.with(identity);
    }

    private static boolean isAsked(Query query) {
      return query.edns().isPresent()
          && !query.edns().get().getOptions(EDNSOption.Code.NSID).isEmpty();
    }
  }
}
