package io.kubevert.apiserver.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The syntax of names, labels and ports. Each check answers with what is wrong, in Kubernetes' own
 * words; an empty list means that nothing is.
 */
public final class Names {
  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
  private static final String DNS_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
  private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final String LABEL_VALUE = "(" + QUALIFIED + ")?";
  private static final String CONFIG_KEY = "[-._a-zA-Z0-9]+";
  private static final Pattern LABEL_PATTERN = Pattern.compile(LABEL);
  private static final Pattern SUBDOMAIN_PATTERN = Pattern.compile(SUBDOMAIN);
  private static final Pattern DNS_1035_PATTERN = Pattern.compile(DNS_1035);
  private static final Pattern WILDCARD_PATTERN = Pattern.compile("\\*\\." + SUBDOMAIN);
  private static final Pattern QUALIFIED_PATTERN = Pattern.compile(QUALIFIED);
  private static final Pattern LABEL_VALUE_PATTERN = Pattern.compile(LABEL_VALUE);
  private static final Pattern CONFIG_KEY_PATTERN = Pattern.compile(CONFIG_KEY);
  private static final Pattern PORT_CHARACTERS = Pattern.compile("[-a-z0-9]+");
  private static final Pattern LETTER = Pattern.compile("[a-z]");
  private static final String QUALIFIED_FAULT =
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
          + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for"
          + " validation is '"
          + QUALIFIED
          + "')";

  private Names() {}

  /** RFC 1123 label: names of namespaces, containers, volumes. */
  public static List<String> dns1123Label(String value) {
    List<String> faults = new ArrayList<>();
    atMost(63, value, faults);
    if (value.contains(".") && SUBDOMAIN_PATTERN.matcher(value).matches()) {
      faults.add("must not contain dots");
    } else if (!LABEL_PATTERN.matcher(value).matches()) {
      faults.add(
          "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-',"
              + " and must start and end with an alphanumeric character (e.g. 'my-name',  or"
              + " '123-abc', regex used for validation is '"
              + LABEL
              + "')");
    }
    return faults;
  }

  /** RFC 1123 subdomain: names of most objects. */
  public static List<String> dns1123Subdomain(String value) {
    List<String> faults = new ArrayList<>();
    atMost(253, value, faults);
    if (!SUBDOMAIN_PATTERN.matcher(value).matches()) {
      faults.add(
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-'"
              + " or '.', and must start and end with an alphanumeric character (e.g."
              + " 'example.com', regex used for validation is '"
              + SUBDOMAIN
              + "')");
    }
    return faults;
  }

  /** RFC 1035 label: names of Services. */
  public static List<String> dns1035Label(String value) {
    List<String> faults = new ArrayList<>();
    atMost(63, value, faults);
    if (!DNS_1035_PATTERN.matcher(value).matches()) {
      faults.add(
          "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with"
              + " an alphabetic character, and end with an alphanumeric character (e.g. 'my-name', "
              + " or 'abc-123', regex used for validation is '"
              + DNS_1035
              + "')");
    }
    return faults;
  }

  /** A host with {@code *.} before it. */
  public static List<String> wildcardSubdomain(String value) {
    List<String> faults = new ArrayList<>();
    atMost(253, value, faults);
    if (!WILDCARD_PATTERN.matcher(value).matches()) {
      faults.add(
          "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain,"
              + " which must consist of lower case alphanumeric characters, '-' or '.' and end with"
              + " an alphanumeric character (e.g. '*.example.com', regex used for validation is"
              + " '\\*\\."
              + SUBDOMAIN
              + "')");
    }
    return faults;
  }

  /** Keys of labels and annotations, names of finalizers and taints. */
  public static List<String> qualifiedName(String value) {
    List<String> faults = new ArrayList<>();
    String[] parts = value.split("/", -1);
    if (parts.length > 2) {
      return List.of(
          "a qualified name "
              + QUALIFIED_FAULT
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
    }
    if (parts.length == 2) {
      if (parts[0].isEmpty()) {
        faults.add("prefix part must be non-empty");
      } else {
        dns1123Subdomain(parts[0]).forEach(fault -> faults.add("prefix part " + fault));
      }
    }
    String name = parts[parts.length - 1];
    if (name.isEmpty()) {
      faults.add("name part must be non-empty");
    } else if (name.length() > 63) {
      faults.add("name part must be no more than 63 characters");
    }
    if (!QUALIFIED_PATTERN.matcher(name).matches()) {
      faults.add("name part " + QUALIFIED_FAULT);
    }
    return faults;
  }

  public static List<String> labelValue(String value) {
    List<String> faults = new ArrayList<>();
    atMost(63, value, faults);
    if (!LABEL_VALUE_PATTERN.matcher(value).matches()) {
      faults.add(
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
              + " '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
              + " 'my_value',  or '12345', regex used for validation is '"
              + LABEL_VALUE
              + "')");
    }
    return faults;
  }

  /** Keys of ConfigMaps and Secrets. */
  public static List<String> configMapKey(String value) {
    List<String> faults = new ArrayList<>();
    atMost(253, value, faults);
    if (!CONFIG_KEY_PATTERN.matcher(value).matches()) {
      faults.add(
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g."
              + " 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '"
              + CONFIG_KEY
              + "')");
    }
    if (value.equals(".") || value.equals("..")) {
      faults.add("must not be '" + value + "'");
    } else if (value.startsWith("..")) {
      faults.add("must not start with '..'");
    }
    return faults;
  }

  /** IANA service name (RFC 6335): names of ports that other objects refer to. */
  public static List<String> portName(String value) {
    List<String> faults = new ArrayList<>();
    atMost(15, value, faults);
    if (!PORT_CHARACTERS.matcher(value).matches()) {
      faults.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (!LETTER.matcher(value).find()) {
      faults.add("must contain at least one letter (a-z)");
    }
    if (value.contains("--")) {
      faults.add("must not contain consecutive hyphens");
    }
    if (value.startsWith("-") || value.endsWith("-")) {
      faults.add("must not begin or end with a hyphen");
    }
    return faults;
  }

  public static List<String> portNumber(long port) {
    return port >= 1 && port <= 65535
        ? List.of()
        : List.of("must be between 1 and 65535, inclusive");
  }

  /** Names that are one segment of a path and else free, as those of roles. */
  public static List<String> pathSegment(String value) {
    List<String> faults = new ArrayList<>();
    if (value.equals(".") || value.equals("..")) {
      faults.add("may not be '" + value + "'");
    }
    for (String illegal : List.of("/", "%")) {
      if (value.contains(illegal)) {
        faults.add("may not contain '" + illegal + "'");
      }
    }
    return faults;
  }

  private static void atMost(int most, String value, List<String> faults) {
    if (value.length() > most) {
      faults.add("must be no more than " + most + " characters");
    }
  }
}
