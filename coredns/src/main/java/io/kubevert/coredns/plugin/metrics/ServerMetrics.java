package io.kubevert.coredns.plugin.metrics;

import io.kubevert.coredns.message.Answer;
import io.kubevert.coredns.message.Client;
import io.kubevert.coredns.message.Query;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.Inet6Address;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** What is counted for every question, whoever answers it; the names are CoreDNS'. */
public final class ServerMetrics {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final String NO_VIEW = "";
  private static final int LARGEST_NAMED_TYPE = 65;
  private static final int OTHER = -1;

  private final Counter requests;
  private final Histogram durations;
  private final Histogram requestSizes;
  private final Histogram responseSizes;
  private final Counter panics;
  private final Counter responses;
  private final Counter dnssecRequests;
  private final Counter httpsResponses;
  private final Gauge plugins;

  public ServerMetrics(PrometheusRegistry registry) {
    requests =
        Counter.builder()
            .name("coredns_dns_requests_total")
            .help("Counter of DNS requests made per zone, protocol and family.")
            .labelNames("server", "zone", "view", "proto", "family", "type")
            .withoutExemplars()
            .register(registry);
    durations =
        Histogram.builder()
            .name("coredns_dns_request_duration_seconds")
            .help("Histogram of the time (in seconds) each request took per zone.")
            .labelNames("server", "zone", "view")
            .classicOnly()
            .withoutExemplars()
            .classicExponentialUpperBounds(0.00025, 2, 16)
            .register(registry);
    requestSizes =
        Histogram.builder()
            .name("coredns_dns_request_size_bytes")
            .help("Size of the request in bytes.")
            .labelNames("server", "zone", "view", "proto")
            .classicOnly()
            .withoutExemplars()
            .classicUpperBounds(0, 100, 200, 300, 400, 511, 1023, 2047, 4095, 8291, 16_000)
            .register(registry);
    responseSizes =
        Histogram.builder()
            .name("coredns_dns_response_size_bytes")
            .help("Size of the returned response in bytes.")
            .labelNames("server", "zone", "view", "proto")
            .classicOnly()
            .withoutExemplars()
            .classicUpperBounds(0, 100, 200, 300, 400, 511, 1023, 2047, 4095, 8291, 16_000)
            .register(registry);
    panics =
        Counter.builder()
            .name("coredns_panics_total")
            .help("A metrics that counts the number of panics.")
            .register(registry);
    responses =
        Counter.builder()
            .name("coredns_dns_responses_total")
            .help("Counter of response status codes.")
            .labelNames("server", "zone", "view", "rcode", "plugin")
            .withoutExemplars()
            .register(registry);
    dnssecRequests =
        Counter.builder()
            .name("coredns_dns_do_requests_total")
            .help("Counter of DNS requests with DO bit set per zone.")
            .labelNames("server", "zone", "view")
            .register(registry);
    httpsResponses =
        Counter.builder()
            .name("coredns_dns_https_responses_total")
            .help("Counter of DoH responses per server and http status code.")
            .labelNames("server", "status")
            .register(registry);
    plugins =
        Gauge.builder()
            .name("coredns_plugin_enabled")
            .help("Which plugins are enabled on per server and zone basis.")
            .labelNames("server", "zone", "view", "name")
            .register(registry);
    Info.builder()
        .name("coredns_build_info")
        .help("The version that is running.")
        .labelNames("version", "revision", "goversion")
        .register(registry)
        .setLabelValues(version(), "", "java " + Runtime.version().feature());
  }

  private static String version() {
    String version = ServerMetrics.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  void panicked() {
    panics.inc();
  }

  void respondedOverHttps(String server, int status) {
    httpsResponses.labelValues(server, Integer.toString(status)).inc();
  }

  /** Notes that a plugin works for some zones. */
  public void enabled(String server, List<Name> zones, String plugin) {
    zones.forEach(zone -> plugins.labelValues(server, zone.toString(), NO_VIEW, plugin).set(1));
  }

  /** What is counted of one zone of one server. */
  ZoneSeries of(String server, String zone) {
    return new ZoneSeries(server, zone);
  }

  /**
   * The series of one zone, each looked up once: to find it by its labels takes longer than to find
   * the answer. Safe for use by several threads.
   */
  final class ZoneSeries {
    private final String server;
    private final String zone;
    private final DistributionDataPoint duration;
    private final DistributionDataPoint[] sizes;
    private final DistributionDataPoint[] answerSizes;
    private final CounterDataPoint dnssec;
    private final Map<Asked, CounterDataPoint> asked = new ConcurrentHashMap<>();
    private final Map<Given, CounterDataPoint> given = new ConcurrentHashMap<>();

    private record Asked(Client.Transport transport, boolean v6, int type) {}

    private record Given(int rcode, String source) {}

    private ZoneSeries(String server, String zone) {
      this.server = server;
      this.zone = zone;
      this.duration = durations.labelValues(server, zone, NO_VIEW);
      this.dnssec = dnssecRequests.labelValues(server, zone, NO_VIEW);
      this.sizes = sizes(requestSizes);
      this.answerSizes = sizes(responseSizes);
    }

    /** By transport. */
    private DistributionDataPoint[] sizes(Histogram histogram) {
      return Arrays.stream(Client.Transport.values())
          .map(transport -> histogram.labelValues(server, zone, NO_VIEW, transport.label()))
          .toArray(DistributionDataPoint[]::new);
    }

    void asked(Query query) {
      Client.Transport transport = query.client().transport();
      boolean v6 = query.client().address().getAddress() instanceof Inet6Address;
      asked.computeIfAbsent(new Asked(transport, v6, named(query.type())), this::requests).inc();
      sizes[transport.ordinal()].observe(query.requestSize());
      if (query.dnssecOk()) {
        dnssec.inc();
      }
    }

    void sent(Query query, int octets) {
      answerSizes[query.client().transport().ordinal()].observe(octets);
    }

    void answered(Answer answer, long nanos) {
      duration.observe(nanos / NANOS_PER_SECOND);
      given.computeIfAbsent(new Given(answer.rcode(), answer.source()), this::responses).inc();
    }

    private CounterDataPoint requests(Asked labels) {
      return requests.labelValues(
          server,
          zone,
          NO_VIEW,
          labels.transport.label(),
          labels.v6 ? "2" : "1",
          labels.type == OTHER ? "other" : Type.string(labels.type));
    }

    private CounterDataPoint responses(Given labels) {
      return responses.labelValues(
          server, zone, NO_VIEW, Rcode.string(labels.rcode), labels.source);
    }
  }

  /** Rare types share a label, so that clients cannot make labels without end. */
  private static int named(int type) {
    return type > 0 && type <= LARGEST_NAMED_TYPE || type == Type.ANY ? type : OTHER;
  }
}
