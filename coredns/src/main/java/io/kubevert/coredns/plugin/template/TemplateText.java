package io.kubevert.coredns.plugin.template;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Type;

/**
 * A text with values between double braces, as in {@code {{ .Name }} 60 IN A {{ .Group.a }}}: that
 * part of Go's templates that answers need.
 */
final class TemplateText {
  private static final Pattern BRACES = Pattern.compile("\\{\\{-?\\s*(.*?)\\s*-?}}");
  private static final String GROUP = ".Group.";

  private final String text;
  private final List<Function<Match, String>> parts = new ArrayList<>();

  private TemplateText(String text) {
    this.text = text;
  }

  /**
   * @throws IllegalArgumentException if a value is none that there is
   */
  static TemplateText parse(String text) {
    TemplateText template = new TemplateText(text);
    var braces = BRACES.matcher(text);
    int end = 0;
    while (braces.find()) {
      template.literal(text.substring(end, braces.start()));
      template.parts.add(value(braces.group(1).split("\\s+")));
      end = braces.end();
    }
    template.literal(text.substring(end));
    return template;
  }

  private void literal(String text) {
    if (text.contains("{{")) {
      throw new IllegalArgumentException("'{{' without '}}'");
    }
    parts.add(match -> text);
  }

  /**
   * @throws IllegalArgumentException if a value cannot be made from this name
   */
  String fill(Match match) {
    StringBuilder text = new StringBuilder();
    parts.forEach(part -> text.append(part.apply(match)));
    return text.toString();
  }

  @Override
  public String toString() {
    return text;
  }

  private static Function<Match, String> value(String[] words) {
    if (words.length == 1) {
      return field(words[0]);
    }
    if (words[0].equals("index") && words.length == 3) {
      return indexed(words[1], words[2]);
    }
    if (words[0].equals("parseInt") && words.length == 4) {
      Function<Match, String> digits = value(new String[] {words[1]});
      int base = Integer.parseInt(words[2]);
      int bits = Integer.parseInt(words[3]);
      return match -> number(digits.apply(match), base, bits);
    }
    throw unknown(String.join(" ", words));
  }

  private static Function<Match, String> field(String word) {
    return switch (word) {
      case ".Name", ".Question.Name" ->
          match -> match.query().name().toString().toLowerCase(Locale.ROOT);
      case ".Zone" -> match -> match.zone().toString();
      case ".Class" -> match -> DClass.string(match.query().dclass());
      case ".Type" -> match -> Type.string(match.query().type());
      case ".Remote" -> match -> match.query().client().address().getAddress().getHostAddress();
      default -> {
        if (!word.startsWith(GROUP)) {
          throw unknown(word);
        }
        yield group(word.substring(GROUP.length()));
      }
    };
  }

  private static Function<Match, String> indexed(String what, String index) {
    if (what.equals(".Group")) {
      return group(index.replace("\"", ""));
    }
    if (!what.equals(".Match")) {
      throw unknown("index " + what);
    }
    int number = Integer.parseInt(index);
    return match -> orEmpty(match.matcher().group(number));
  }

  private static Function<Match, String> group(String name) {
    return match -> orEmpty(match.matcher().group(name));
  }

  private static String orEmpty(String group) {
    return group == null ? "" : group;
  }

  private static String number(String digits, int base, int bits) {
    long number = Long.parseUnsignedLong(digits, base);
    if (bits < Long.SIZE && number >>> bits != 0) {
      throw new IllegalArgumentException(digits + " does not fit in " + bits + " bits");
    }
    return Long.toUnsignedString(number);
  }

  private static IllegalArgumentException unknown(String what) {
    return new IllegalArgumentException(
        "'"
            + what
            + "' is no value here; there are .Name, .Zone, .Class, .Type, .Remote, .Group.NAME,"
            + " index .Match NUMBER and parseInt VALUE BASE BITS");
  }
}
