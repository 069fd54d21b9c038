package io.kubevert.apiserver.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.Yaml;
import io.kubevert.apiserver.kinds.ClusterSettings;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.client.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TablesTest {
  private static final List<ResourceDefinition> DEFINITIONS =
      ResourceCatalog.builtIn(new ClusterSettings("10.233.0.0/18", 30000, 32767)).definitions();

  /** Column names, those of {@code -o wide} after the bar. */
  private static final List<String> COLUMNS =
      List.of(
          "pods; Name,Ready,Status,Restarts,Age | IP,Node,Nominated Node,Readiness Gates",
          "services; Name,Type,Cluster-IP,External-IP,Port(s),Age | Selector",
          "endpoints; Name,Endpoints,Age | ",
          "endpointslices; Name,AddressType,Ports,Endpoints,Age | ",
          "ingresses; Name,Class,Hosts,Address,Ports,Age | ",
          "ingressclasses; Name,Controller,Parameters,Age | ",
          "networkpolicies; Name,Pod-Selector,Age | ",
          "deployments; Name,Ready,Up-to-date,Available,Age | Containers,Images,Selector",
          "replicasets; Name,Desired,Current,Ready,Age | Containers,Images,Selector",
          "daemonsets; Name,Desired,Current,Ready,Up-to-date,Available,Node Selector,Age | Containers,Images,Selector",
          "statefulsets; Name,Ready,Age | Containers,Images",
          "jobs; Name,Status,Completions,Duration,Age | Containers,Images,Selector",
          "cronjobs; Name,Schedule,Timezone,Suspend,Active,Last Schedule,Age | Containers,Images,Selector",
          "nodes; Name,Status,Roles,Age,Version | Internal-IP,External-IP,OS-Image,Kernel-Version,Container-Runtime",
          "namespaces; Name,Status,Age | ",
          "secrets; Name,Type,Data,Age | ",
          "configmaps; Name,Data,Age | ",
          "serviceaccounts; Name,Secrets,Age | ",
          "events; Last Seen,Type,Reason,Object,Message | Subobject,Source,First Seen,Count,Name",
          "leases; Name,Holder,Age | ",
          "replicationcontrollers; Name,Desired,Current,Ready,Age | Containers,Images,Selector",
          "persistentvolumes; Name,Capacity,Access Modes,Reclaim Policy,Status,Claim,StorageClass,VolumeAttributesClass,Reason,Age | VolumeMode",
          "persistentvolumeclaims; Name,Status,Volume,Capacity,Access Modes,StorageClass,VolumeAttributesClass,Age | VolumeMode",
          "limitranges; Name,Created At | ",
          "resourcequotas; Name,Request,Limit,Age | ",
          "poddisruptionbudgets; Name,Min Available,Max Unavailable,Allowed Disruptions,Age | ",
          "ipaddresses; Name,ParentRef | ",
          "servicecidrs; Name,CIDRs,Age | ",
          "customresourcedefinitions; Name,Created At | ",
          "roles; Name,Created At | ",
          "clusterrolebindings; Name,Role,Age | Users,Groups,ServiceAccounts",
          "controllerrevisions; Name,Controller,Revision,Age | ",
          "clusterroles; Name,Created At | ",
          "rolebindings; Name,Role,Age | Users,Groups,ServiceAccounts");

  static Stream<Arguments> columns() {
    return COLUMNS.stream().map(row -> Arguments.of((Object[]) row.split("; ")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("columns")
  void hasTheColumns(String plural, String columns) {
    List<Column> all = definition(plural).columns();
    String always = names(all, 0);
    String wide = names(all, 1);
    assertThat(always + " | " + wide).isEqualToIgnoringWhitespace(columns);
  }

  @Test
  void leavesNoKindOut() {
    assertThat(DEFINITIONS.stream().map(definition -> definition.type().plural()))
        .allMatch(plural -> COLUMNS.stream().anyMatch(row -> row.startsWith(plural + ";")));
  }

  /** The cells after the name, without the age. */
  @ParameterizedTest(name = "{0} {2}")
  @CsvSource(
      delimiter = ';',
      value = {
        "services; spec: {type: ClusterIP, clusterIPs: [10.0.0.1], ports: [{port: 80, protocol: TCP}, {port: 53, protocol: UDP}]}; ClusterIP 10.0.0.1 <none> 80/TCP,53/UDP <none>",
        "services; spec: {type: NodePort, clusterIPs: [10.0.0.1], ports: [{port: 80, nodePort: 30080, protocol: TCP}], selector: {b: c, a: b}}; NodePort 10.0.0.1 <none> 80:30080/TCP a=b,b=c",
        "services; spec: {type: LoadBalancer, clusterIPs: [10.0.0.1]}; LoadBalancer 10.0.0.1 <pending> <none> <none>",
        "services; '{spec: {type: LoadBalancer, clusterIPs: [10.0.0.1]}, status: {loadBalancer: {ingress: [{ip: 1.2.3.4}]}}}'; LoadBalancer 10.0.0.1 1.2.3.4 <none> <none>",
        "services; spec: {type: ExternalName, externalName: db.example}; ExternalName <none> db.example <none> <none>",
        "services; spec: {type: ClusterIP, clusterIPs: [None]}; ClusterIP None <none> <none> <none>",
        "endpoints; {}; <none>",
        "endpoints; subsets: [{addresses: [{ip: 10.0.0.1}, {ip: 10.0.0.2}], ports: [{port: 80}]}]; 10.0.0.1:80,10.0.0.2:80",
        "endpoints; subsets: [{addresses: [{ip: 1.0.0.1}, {ip: 1.0.0.2}, {ip: 1.0.0.3}, {ip: 1.0.0.4}, {ip: 1.0.0.5}], ports: [{port: 80}]}]; 1.0.0.1:80,1.0.0.2:80,1.0.0.3:80 + 2 more...",
        "endpointslices; '{addressType: IPv4, ports: [{port: 80}], endpoints: [{addresses: [10.0.0.1]}]}'; IPv4 80 10.0.0.1",
        "endpointslices; addressType: IPv4; IPv4 <unset> <unset>",
        "ingresses; spec: {ingressClassName: nginx, tls: [{}], rules: [{host: a.example}, {host: b.example}]}; nginx a.example,b.example '' 80, 443",
        "ingresses; '{spec: {defaultBackend: {}}, status: {loadBalancer: {ingress: [{ip: 10.0.0.2}, {ip: 10.0.0.1}]}}}'; <none> * 10.0.0.1,10.0.0.2 80",
        "nodes; '{spec: {unschedulable: true}, metadata: {labels: {node-role.kubernetes.io/control-plane: \"\"}}, status: {conditions: [{type: Ready, status: \"True\"}], nodeInfo: {kubeletVersion: v1.32.0}}}'; Ready,SchedulingDisabled control-plane v1.32.0 <none> <none> <unknown> <unknown> <unknown>",
        "nodes; {}; Unknown <none> '' <none> <none> <unknown> <unknown> <unknown>",
        "deployments; '{spec: {replicas: 3, selector: {matchLabels: {a: b}}, template: {spec: {containers: [{name: c, image: w}]}}}, status: {readyReplicas: 2, updatedReplicas: 1, availableReplicas: 2}}'; 2/3 1 2 c w a=b",
        "replicasets; '{spec: {replicas: 3}, status: {replicas: 2, readyReplicas: 1}}'; 3 2 1 '' '' <none>",
        "jobs; '{spec: {completions: 2}, status: {succeeded: 1, startTime: \"2026-01-01T00:00:00Z\", completionTime: \"2026-01-01T00:00:09Z\"}}'; Running 1/2 9s '' '' <none>",
        "secrets; '{type: Opaque, data: {a: b}}'; Opaque 1",
        "networkpolicies; spec: {podSelector: {}}; <none>",
        "rolebindings; '{roleRef: {kind: Role, name: r}, subjects: [{kind: ServiceAccount, namespace: n, name: s}, {kind: User, name: u}]}'; Role/r u '' n/s",
      })
  void hasTheCells(String plural, String object, String cells) {
    ObjectNode row = Yaml.object(object);
    List<String> texts = new ArrayList<>();
    for (Column column : definition(plural).columns()) {
      if (!column.name().equals("Name") && !column.name().equals("Age")) {
        String text = column.cell().apply(row).toString();
        texts.add(text.isEmpty() ? "''" : text);
      }
    }
    assertThat(String.join(" ", texts)).isEqualTo(cells);
  }

  @Test
  void tellsEventsWithTheirObject() {
    Instant now = Instant.now();
    ObjectNode event =
        Yaml.object(
            """
            metadata: {name: e}
            type: Normal
            reason: Started
            message: "Started it \\n"
            involvedObject: {kind: Pod, name: web, fieldPath: "spec.containers{c}"}
            source: {component: kubelet, host: worker1}
            count: 3
            """);
    event.put("firstTimestamp", now.minus(Duration.ofMinutes(20)).toString());
    event.put("lastTimestamp", now.minus(Duration.ofMinutes(15)).toString());
    ObjectNode table =
        Tables.of(definition("events"), List.of(event), IncludeObject.NONE, Json.object());
    assertThat(table.at("/rows/0/cells").toString())
        .isEqualTo(
            "[\"15m\",\"Normal\",\"Started\",\"pod/web\",\"spec.containers{c}\","
                + "\"kubelet, worker1\",\"Started it\",\"20m\",3,\"e\"]");
  }

  @Test
  void isATableOfTheApi() {
    ObjectNode map =
        Yaml.object(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, resourceVersion: '7'}, data: {k:"
                + " v}}");
    ObjectNode listMetadata = Json.object().put("resourceVersion", "9");
    ObjectNode table =
        Tables.of(definition("configmaps"), List.of(map), IncludeObject.METADATA, listMetadata);
    assertThat(table.path("kind").asText()).isEqualTo("Table");
    assertThat(table.path("apiVersion").asText()).isEqualTo("meta.k8s.io/v1");
    assertThat(table.at("/metadata/resourceVersion").asText()).isEqualTo("9");
    assertThat(table.at("/columnDefinitions/0/format").asText()).isEqualTo("name");
    JsonNode row = table.at("/rows/0");
    assertThat(row.path("cells")).hasToString("[\"a\",1,\"<unknown>\"]");
    assertThat(row.path("object"))
        .isEqualTo(
            Yaml.object(
                "{kind: PartialObjectMetadata, apiVersion: meta.k8s.io/v1, metadata: {name: a,"
                    + " resourceVersion: '7'}}"));
    JsonNode whole =
        Tables.of(definition("configmaps"), List.of(map), IncludeObject.OBJECT, listMetadata);
    assertThat(whole.at("/rows/0/object")).isEqualTo(map);
  }

  /** No object, however poor, may break the table of a whole list. */
  @Test
  void everyKindShowsAnEmptyObject() {
    for (ResourceDefinition definition : DEFINITIONS) {
      ObjectNode table =
          Tables.of(definition, List.of(Json.object()), IncludeObject.OBJECT, Json.object());
      assertThat(table.at("/rows/0/cells"))
          .as(definition.type().plural())
          .hasSize(definition.columns().size());
    }
  }

  private static ResourceDefinition definition(String plural) {
    return DEFINITIONS.stream()
        .filter(definition -> definition.type().plural().equals(plural))
        .findFirst()
        .orElseThrow();
  }

  private static String names(List<Column> columns, int priority) {
    return columns.stream()
        .filter(column -> column.priority() == priority)
        .map(Column::name)
        .collect(Collectors.joining(","));
  }
}
