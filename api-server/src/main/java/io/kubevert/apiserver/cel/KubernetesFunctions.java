package io.kubevert.apiserver.cel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import io.kubevert.apiserver.validation.Quantities;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What Kubernetes adds to the language. */
final class KubernetesFunctions {
  private static final ListType LIST = ListType.create(SimpleType.DYN);

  static final List<CelFunctionDecl> DECLARATIONS =
      List.of(
          member("isSorted", SimpleType.BOOL, LIST),
          member("sum", SimpleType.DYN, LIST),
          member("min", SimpleType.DYN, LIST),
          member("max", SimpleType.DYN, LIST),
          member("find", SimpleType.STRING, SimpleType.STRING, SimpleType.STRING),
          member(
              "findAll", ListType.create(SimpleType.STRING), SimpleType.STRING, SimpleType.STRING),
          global("isIP", SimpleType.BOOL, SimpleType.STRING),
          global("isCIDR", SimpleType.BOOL, SimpleType.STRING),
          global("isURL", SimpleType.BOOL, SimpleType.STRING),
          global("isQuantity", SimpleType.BOOL, SimpleType.STRING));

  static final List<CelFunctionBinding> BINDINGS =
      List.of(
          CelFunctionBinding.from("kubernetes_isSorted", List.class, KubernetesFunctions::isSorted),
          CelFunctionBinding.from("kubernetes_sum", List.class, KubernetesFunctions::sum),
          CelFunctionBinding.from(
              "kubernetes_min", List.class, list -> Collections.min(comparable(list)).value()),
          CelFunctionBinding.from(
              "kubernetes_max", List.class, list -> Collections.max(comparable(list)).value()),
          CelFunctionBinding.from(
              "kubernetes_find", String.class, String.class, KubernetesFunctions::find),
          CelFunctionBinding.from(
              "kubernetes_findAll", String.class, String.class, KubernetesFunctions::findAll),
          CelFunctionBinding.from("kubernetes_isIP", String.class, KubernetesFunctions::isIp),
          CelFunctionBinding.from("kubernetes_isCIDR", String.class, KubernetesFunctions::isCidr),
          CelFunctionBinding.from("kubernetes_isURL", String.class, KubernetesFunctions::isUrl),
          CelFunctionBinding.from(
              "kubernetes_isQuantity", String.class, text -> Quantities.parse(text).isPresent()));

  private KubernetesFunctions() {}

  private static CelFunctionDecl member(String name, CelType result, CelType... arguments) {
    return CelFunctionDecl.newFunctionDeclaration(
        name, CelOverloadDecl.newMemberOverload("kubernetes_" + name, result, arguments));
  }

  private static CelFunctionDecl global(String name, CelType result, CelType... arguments) {
    return CelFunctionDecl.newFunctionDeclaration(
        name, CelOverloadDecl.newGlobalOverload("kubernetes_" + name, result, arguments));
  }

  /** The language compares numbers with numbers, and texts with texts; others have no order. */
  private static List<Ordered> comparable(List<?> list) {
    List<Ordered> ordered = new ArrayList<>();
    list.forEach(element -> ordered.add(new Ordered(element)));
    return ordered;
  }

  private record Ordered(Object value) implements Comparable<Ordered> {
    @Override
    public int compareTo(Ordered other) {
      if (value instanceof Number one && other.value instanceof Number two) {
        return value instanceof Long && other.value instanceof Long
            ? Long.compare(one.longValue(), two.longValue())
            : Double.compare(one.doubleValue(), two.doubleValue());
      }
      if (value instanceof String one && other.value instanceof String two) {
        return one.compareTo(two);
      }
      throw new IllegalArgumentException("no order between " + value + " and " + other.value);
    }
  }

  private static Object isSorted(List<?> list) {
    List<Ordered> ordered = comparable(list);
    for (int i = 1; i < ordered.size(); i++) {
      if (ordered.get(i - 1).compareTo(ordered.get(i)) > 0) {
        return false;
      }
    }
    return true;
  }

  private static Object sum(List<?> list) {
    boolean integers = list.stream().allMatch(Long.class::isInstance);
    return integers
        ? (Object) list.stream().mapToLong(each -> ((Number) each).longValue()).sum()
        : (Object) list.stream().mapToDouble(each -> ((Number) each).doubleValue()).sum();
  }

  private static Object find(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? matcher.group() : "";
  }

  private static Object findAll(String text, String pattern) {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }

  private static boolean isIp(String text) {
    try {
      return (text.contains(":") || text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}"))
          && InetAddress.ofLiteral(text) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isCidr(String text) {
    String[] parts = text.split("/", -1);
    return parts.length == 2
        && isIp(parts[0])
        && parts[1].matches("[0-9]{1,3}")
        && Integer.parseInt(parts[1]) <= (parts[0].contains(":") ? 128 : 32);
  }

  private static boolean isUrl(String text) {
    try {
      URI uri = new URI(text);
      return uri.isAbsolute() || text.startsWith("/");
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
