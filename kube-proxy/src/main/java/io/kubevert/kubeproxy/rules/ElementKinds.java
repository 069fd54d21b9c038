package io.kubevert.kubeproxy.rules;

/** Tells those who read a table what its maps hold. */
public final class ElementKinds {
  /** The map whose keys are destinations. */
  public static final String DESTINATIONS = Skeleton.SERVICES;

  private ElementKinds() {}

  /** Whether a map's keys are destinations, and its values what becomes of packets to them. */
  public static boolean holdsDestinations(String map) {
    return map.equals(DESTINATIONS);
  }

  /** Whether a map's keys are destinations and something more, and its values endpoints. */
  public static boolean holdsEndpoints(String map) {
    return map.equals(EndpointList.USUAL.endpoints()) || map.equals(EndpointList.LOCAL.endpoints());
  }
}
