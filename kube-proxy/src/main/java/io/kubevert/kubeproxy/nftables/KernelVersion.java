package io.kubevert.kubeproxy.nftables;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The running kernel's version, and whether it is new enough. */
record KernelVersion(int major, int minor) implements Comparable<KernelVersion> {
  /** The first in which everything that the rules use works (as the reference has found). */
  static final KernelVersion NEEDED = new KernelVersion(5, 13);

  /** The environment variable that makes the check pass, named as the reference names it. */
  static final String SKIP_CHECK = "KUBE_PROXY_NFTABLES_SKIP_KERNEL_VERSION_CHECK";

  private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+).*");

  /**
   * Says what is wrong with a kernel, if anything is: one that does not tell its version passes.
   *
   * @param release as uname(2) tells it
   * @throws NftablesException if it is too old
   */
  static void check(String release) {
    Matcher numbers = RELEASE.matcher(release);
    if (numbers.matches()
        && new KernelVersion(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)))
                .compareTo(NEEDED)
            < 0) {
      throw new NftablesException(
          "Linux %s is too old: the Service rules need %s or newer. Use a newer kernel, or set %s=1 if yours has the fixes"
              .formatted(release, NEEDED, SKIP_CHECK));
    }
  }

  @Override
  public int compareTo(KernelVersion other) {
    return major != other.major
        ? Integer.compare(major, other.major)
        : Integer.compare(minor, other.minor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
