package io.kubevert.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Roles, bindings and reviews, as a user of kubectl sees them. */
class KubectlAuthorizationTest {
  @RegisterExtension static final RunningApiServer server = new RunningApiServer();

  @Test
  void tellsUsersWhoTheyAre() throws Exception {
    assertThat(run("auth whoami")).contains("Username", "Groups", "system:masters");
    assertThat(run("auth whoami --as=jane --as-group=dev"))
        .contains("jane", "dev", "system:authenticated");
  }

  @Test
  void tellsUsersWhatTheyMayDo() throws Exception {
    assertThat(run("auth can-i create pods")).isEqualTo("yes\n");
    assertThat(run("auth can-i create pods --as=nobody")).isEqualTo("no\n");
    assertThat(run("auth can-i get /version --as=nobody")).isEqualTo("yes\n");
    assertThat(run("auth can-i --list --as=nobody"))
        .contains("selfsubjectaccessreviews.authorization.k8s.io", "/healthz");
  }

  @Test
  void honoursRolesInTheirNamespace() throws Exception {
    run("create namespace shop");
    fails("get pods -n shop --as=jane", "User \"jane\" cannot list resource \"pods\"");
    run("create role reader --verb=get,list --resource=pods -n shop");
    run("create rolebinding readers --role=reader --user=jane -n shop");
    assertThat(run("get pods -n shop --as=jane")).contains("No resources found");
    fails("get pods -n default --as=jane", "in the namespace \"default\"");
    fails("delete pod x -n shop --as=jane", "cannot delete resource \"pods\"");
    run("delete rolebinding readers -n shop");
    fails("get pods -n shop --as=jane", "cannot list resource \"pods\"");
  }

  @Test
  void grantsOnlyTheNamedObjects() throws Exception {
    run("create configmap open");
    run("create configmap closed");
    run("create role opener --verb=get --resource=configmaps --resource-name=open");
    run("create rolebinding openers --role=opener --group=visitors");
    assertThat(run("get configmap open --as=joe --as-group=visitors -o name"))
        .isEqualTo("configmap/open\n");
    fails("get configmap closed --as=joe --as-group=visitors", "cannot get resource");
  }

  @Test
  void nobodyGivesWhatHeDoesNotHave() throws Exception {
    run("create namespace guarded");
    run("create rolebinding heads --clusterrole=admin --user=ann -n guarded");
    String ann = " -n guarded --as=ann";
    assertThat(run("create role readers --verb=get --resource=pods" + ann)).contains("created");
    fails(
        "create role nodes --verb=get --resource=nodes" + ann,
        "user \"ann\" (groups=[\"system:authenticated\"]) is attempting to grant RBAC permissions not"
            + " currently held:\n{APIGroups:[\"\"], Resources:[\"nodes\"], Verbs:[\"get\"]}");
    fails(
        "create rolebinding all --clusterrole=cluster-admin --user=ann" + ann,
        "not currently held");
    assertThat(run("create rolebinding more --clusterrole=view --user=bob" + ann))
        .contains("created");
    fails(
        "create rolebinding none --clusterrole=nothing --user=bob" + ann, "\"nothing\" not found");
    run(
        "create role binder --verb=bind --resource=clusterroles --resource-name=cluster-admin -n guarded");
    run("create rolebinding binders --role=binder --user=ann -n guarded");
    assertThat(run("create rolebinding all --clusterrole=cluster-admin --user=ann" + ann))
        .contains("created");
  }

  @Test
  void rolesAreAggregated() throws Exception {
    run("create namespace wide");
    run("create rolebinding seers --clusterrole=view --user=sue -n wide");
    assertThat(run("auth can-i get secrets -n wide --as=sue")).isEqualTo("no\n");
    run("create clusterrole secret-viewer --verb=get --resource=secrets");
    run("label clusterrole secret-viewer rbac.authorization.k8s.io/aggregate-to-view=true");
    assertThat(run("auth can-i get secrets -n wide --as=sue")).isEqualTo("yes\n");
    run("delete clusterrole secret-viewer");
    assertThat(run("auth can-i get secrets -n wide --as=sue")).isEqualTo("no\n");
  }

  @Test
  void somebodyElseIsImpersonatedWhole() throws Exception {
    assertThat(run("auth whoami --as=jane --as-uid=42 --as-group=dev")).contains("42", "dev");
  }

  @Test
  void bindsTheRolesThatEveryClusterHas() throws Exception {
    assertThat(run("get clusterroles -o name"))
        .contains("/cluster-admin\n", "/admin\n", "/edit\n", "/view\n");
    assertThat(run("get clusterrolebinding cluster-admin -o jsonpath={.subjects[0].name}"))
        .isEqualTo("system:masters");
    run("create namespace lab");
    run("create rolebinding viewers --clusterrole=view --serviceaccount=lab:bot -n lab");
    String bot = " -n lab --as=system:serviceaccount:lab:bot";
    assertThat(run("get services" + bot)).contains("No resources found");
    fails("get secrets" + bot, "cannot list resource \"secrets\"");
    fails("create configmap x" + bot, "cannot create resource \"configmaps\"");
  }

  @Test
  void lettingReadExecIsNotLettingRun() throws Exception {
    run("create role peeper --verb=get --resource=pods,pods/exec");
    run("create rolebinding peepers --role=peeper --user=peter");
    fails("get --raw /api/v1/namespaces/default/pods/x/exec --as=peter", "Forbidden");
  }

  @Test
  void onlyTheAllowedActForOthers() throws Exception {
    String impersonators =
        """
        apiVersion: authorization.k8s.io/v1
        kind: SubjectAccessReview
        spec:
          user: jane
          resourceAttributes: {verb: impersonate, resource: users, name: root}
        """;
    assertThat(
            server
                .kubectl()
                .run(impersonators, "create -f - -o jsonpath={.status.allowed}")
                .output())
        .isEqualTo("false");
  }

  @Test
  void reviewsTokens() throws Exception {
    String token = server.pki().token("kube-proxy-worker1");
    String review = "apiVersion: authentication.k8s.io/v1\nkind: TokenReview\nspec: {token: %s}\n";
    String create = "create -f - -o jsonpath={.status}";
    assertThat(server.kubectl().run(review.formatted(token), create).output())
        .contains("\"authenticated\":true", "\"username\":\"system:kube-proxy\"");
    assertThat(server.kubectl().run(review.formatted("wrong"), create).output())
        .contains("\"authenticated\":false");
    String misspelt = review.formatted("any").replace("token:", "tokan:");
    assertThat(server.run(misspelt, create))
        .contains("unknown field \"tokan\" in io.k8s.api.authentication.v1.TokenReviewSpec");
  }

  private static String run(String line) throws Exception {
    return server.run(line);
  }

  private static void fails(String line, String output) throws Exception {
    Kubectl.Result result = server.kubectl().run(line);
    assertThat(result.output()).contains(output);
    assertThat(result.code()).isNotZero();
  }
}
