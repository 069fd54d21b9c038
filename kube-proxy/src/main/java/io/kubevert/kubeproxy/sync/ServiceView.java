package io.kubevert.kubeproxy.sync;

import io.kubevert.kubeproxy.endpoints.EndpointSlice;
import io.kubevert.kubeproxy.service.Service;
import java.util.List;

/** A Service and all its endpoints at one moment. */
public record ServiceView(Service service, List<EndpointSlice> slices) {

  public ServiceView {
    slices = List.copyOf(slices);
  }
}
