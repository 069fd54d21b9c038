package io.kubevert.apiserver.controller.endpointslice;

import io.kubevert.apiserver.controller.view.EndpointPort;
import io.kubevert.apiserver.controller.view.EndpointSlice;
import java.util.List;

/** What all endpoints of one slice share. The ports are in order. */
record SliceGroup(String addressType, List<EndpointPort> ports) {

  static SliceGroup of(EndpointSlice slice) {
    return new SliceGroup(slice.addressType(), slice.ports());
  }
}
