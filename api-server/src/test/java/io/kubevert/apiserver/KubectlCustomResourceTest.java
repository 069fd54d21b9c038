package io.kubevert.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What kubectl makes of a kind that a user defines. */
class KubectlCustomResourceTest {
  private static final String DEFINITION =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: PLURAL.stable.example.com}
      spec:
        group: stable.example.com
        scope: Namespaced
        names: {plural: PLURAL, kind: KIND, shortNames: [SHORT], categories: [all]}
        versions:
        - name: v1
          served: true
          storage: true
          additionalPrinterColumns:
          - {name: Spec, type: string, jsonPath: .spec.cronSpec}
          - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
          subresources:
            status: {}
            scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}
          schema: &schema
            openAPIV3Schema:
              type: object
              properties:
                status: {type: object, properties: {replicas: {type: integer}}}
                spec:
                  type: object
                  description: What is wanted.
                  properties:
                    cronSpec: {type: string, description: When it runs.}
                    replicas: {type: integer, default: 1, minimum: 0}
                    hosts:
                      type: array
                      x-kubernetes-list-type: map
                      x-kubernetes-list-map-keys: [name]
                      items: {type: object, required: [name], properties: {name: {type: string}, weight: {type: integer}}}
        - name: v1beta1
          served: true
          storage: false
          deprecated: true
          schema: *schema
      """;
  private static final String OBJECT =
      """
      apiVersion: stable.example.com/v1
      kind: CronTab
      metadata: {name: nightly}
      spec: {cronSpec: "0 3 * * *", hosts: [{name: a, weight: 1}]}
      """;

  @RegisterExtension static final RunningApiServer server = new RunningApiServer();

  @BeforeAll
  static void start() throws Exception {
    assertThat(run(definition("crontabs", "CronTab", "ct"), "create -f -"))
        .isEqualTo(
            "customresourcedefinition.apiextensions.k8s.io/crontabs.stable.example.com created\n");
    run("", "wait --for=condition=established crd/crontabs.stable.example.com --timeout=30s");
  }

  @Test
  void servesADefinedKind() throws Exception {
    assertThat(run(OBJECT, "apply -f -")).isEqualTo("crontab.stable.example.com/nightly created\n");
    assertThat(run(OBJECT, "apply -f -"))
        .isEqualTo("crontab.stable.example.com/nightly unchanged\n");
    assertThat(run("", "get ct")).containsPattern("NAME +SPEC +AGE\nnightly +0 3 \\* \\* \\* +");
    assertThat(run("", "get all")).contains("crontab.stable.example.com/nightly");
    assertThat(run("", "explain crontab.spec")).contains("When it runs.", "hosts\t<[]Object>");
    assertThat(run(OBJECT.replace("cronSpec:", "cronSpek:"), "apply -f -"))
        .contains("unknown field \"spec.cronSpek\"");
    assertThat(run("", "patch ct nightly --type=merge -p {\"spec\":{\"replicas\":-1}}"))
        .contains("spec.replicas in body should be greater than or equal to 0");
    assertThat(run("", "scale ct nightly --replicas=3")).contains("nightly scaled");
    assertThat(run("", "get ct nightly -o jsonpath={.spec.replicas},{.metadata.generation}"))
        .isEqualTo("3,2");
    assertThat(
            run(
                "",
                "patch ct nightly --subresource=status --type=merge -p {\"spec\":{\"replicas\":9},\"status\":{\"replicas\":2}}"))
        .contains("patched");
    assertThat(
            run(
                "",
                "get ct nightly -o jsonpath={.spec.replicas},{.status.replicas},{.metadata.generation}"))
        .isEqualTo("3,2,2");
    assertThat(run("", "get crontabs.v1beta1.stable.example.com nightly -o jsonpath={.apiVersion}"))
        .contains("Warning: stable.example.com/v1beta1 CronTab is deprecated")
        .endsWith("stable.example.com/v1beta1");
    assertThat(run("", "delete ct nightly")).contains("deleted");
  }

  @Test
  void mergesListsByTheirKeys() throws Exception {
    String shared = OBJECT.replace("nightly", "shared");
    String apply = "apply --server-side -f - --field-manager=";
    assertThat(run(shared, apply + "one"))
        .isEqualTo("crontab.stable.example.com/shared serverside-applied\n");
    run(shared.replace("name: a, weight: 1", "name: b"), apply + "other");
    assertThat(run("", "get ct shared -o jsonpath={.spec.hosts[*].name}")).isEqualTo("a b");
    assertThat(run(shared.replace("weight: 1", "weight: 2"), apply + "other"))
        .contains("conflict with \"one\": .spec.hosts[name=\"a\"].weight");
  }

  @Test
  void refusesNamesThatAreTaken() throws Exception {
    run(definition("others", "CronTab", "ot"), "create -f -");
    run("", "wait --for=condition=NamesAccepted=false crd/others.stable.example.com --timeout=30s");
    assertThat(
            run(
                "",
                "get crd others.stable.example.com -o jsonpath={.status.conditions[*].message}"))
        .isEqualTo("\"crontab\" is already in use not all names are accepted");
    assertThat(run("", "delete crd others.stable.example.com")).contains("deleted");
  }

  @Test
  void emptiesADefinitionBeforeItGoes() throws Exception {
    run(definition("notes", "Note", "nt"), "create -f -");
    run("", "wait --for=condition=established crd/notes.stable.example.com --timeout=30s");
    String note =
        OBJECT
            .replace("kind: CronTab", "kind: Note")
            .replace("nightly}", "held, finalizers: [example.com/hold]}");
    assertThat(run(note, "create -f -")).contains("created");
    assertThat(run("", "delete crd notes.stable.example.com --wait=false")).contains("deleted");
    run("", "wait --for=condition=Terminating crd/notes.stable.example.com --timeout=30s");
    assertThat(run(note.replace("held", "late"), "create -f -"))
        .contains("create not allowed while custom resource definition is terminating");
    assertThat(run("", "patch note held --type=merge -p {\"metadata\":{\"finalizers\":null}}"))
        .contains("patched");
    run("", "wait --for=delete crd/notes.stable.example.com --timeout=30s");
    assertThat(run("", "get notes")).contains("could not find the requested resource");
  }

  @Test
  void keepsWhatIsDefinedOverARestart() throws Exception {
    run(definition("pages", "Page", "pg"), "create -f -");
    run("", "wait --for=condition=established crd/pages.stable.example.com --timeout=30s");
    run(OBJECT.replace("kind: CronTab", "kind: Page"), "create -f -");
    server.restart();
    assertThat(run("", "get pg")).contains("nightly");
  }

  @Test
  void showsWhatIsStoredByAChangedDefinition() throws Exception {
    String first = definition("plans", "Plan", "pl");
    run(first, "create -f -");
    run("", "wait --for=condition=established crd/plans.stable.example.com --timeout=30s");
    assertThat(run(OBJECT.replace("kind: CronTab", "kind: Plan"), "create -f -"))
        .contains("created");
    String revision = run("", "get plan nightly -o jsonpath={.metadata.resourceVersion}");

    String second =
        first
            .replace("cronSpec: {type: string,", "cronSpec: {type: string, maxLength: 3,")
            .replace("weight: {type: integer}", "zone: {type: string, default: UTC}");
    assertThat(run(second, "replace -f -")).contains("replaced");
    String host = "spec.hosts[0].zone},{.spec.hosts[0].weight}";
    assertThat(run("", "get plan nightly -o jsonpath={.metadata.resourceVersion},{." + host))
        .isEqualTo(revision + ",UTC,");
    assertThat(run("", "get plan -o jsonpath={.items[0].spec.hosts[0].zone}")).isEqualTo("UTC");
    assertThat(run("", "get plan -w --request-timeout=5s -o jsonpath={." + host))
        .startsWith("UTC,");
    assertThat(run("", "label plan nightly kept=yes")).contains("labeled");
    assertThat(run("", "patch plan nightly --type=merge -p {\"spec\":{\"cronSpec\":\"@noon\"}}"))
        .contains("spec.cronSpec: Too long: may not be more than 3 bytes");
  }

  private static String definition(String plural, String kind, String shortName) {
    return DEFINITION.replace("PLURAL", plural).replace("KIND", kind).replace("SHORT", shortName);
  }

  private static String run(String input, String line) throws Exception {
    return server.run(input, line);
  }
}
