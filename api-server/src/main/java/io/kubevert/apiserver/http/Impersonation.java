package io.kubevert.apiserver.http;

import io.kubevert.apiserver.authentication.User;
import io.kubevert.apiserver.authorization.Authorizer;
import io.kubevert.apiserver.request.RequestInfo;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.vertx.core.MultiMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Requests that somebody makes in the name of somebody else, as {@code kubectl --as} does. */
final class Impersonation {
  private static final String USER = "Impersonate-User";
  private static final String GROUP = "Impersonate-Group";
  private static final String UID = "Impersonate-Uid";
  private static final String EXTRA = "Impersonate-Extra-";
  private static final String AUTHENTICATION = "authentication.k8s.io";
  private static final String ACCOUNT = "system:serviceaccount:";

  private final Authorizer authorizer;

  Impersonation(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /**
   * Who a request counts as made by.
   *
   * @throws StatusException if the user may not act as that one
   */
  User effective(User user, MultiMap headers) {
    String name = headers.get(USER);
    List<String> groups = headers.getAll(GROUP);
    if (name == null) {
      if (!groups.isEmpty()) {
        throw new StatusException(
            Statuses.badRequest("requested groups without impersonating a user"));
      }
      return user;
    }
    require(user, asked(name));
    groups.forEach(group -> require(user, asked("groups", "", group)));
    if (name.equals(User.ANONYMOUS.name())) {
      return User.ANONYMOUS;
    }
    return User.authenticated(name, groups.isEmpty() ? groupsOf(name) : groups)
        .with(uid(user, headers), extra(user, headers));
  }

  private String uid(User user, MultiMap headers) {
    String uid = headers.get(UID);
    if (uid == null) {
      return "";
    }
    require(user, asked("uids", "", uid, ""));
    return uid;
  }

  private Map<String, List<String>> extra(User user, MultiMap headers) {
    Map<String, List<String>> extra = new TreeMap<>();
    for (String header : headers.names()) {
      if (header.regionMatches(true, 0, EXTRA, 0, EXTRA.length())) {
        String key =
            URLDecoder.decode(
                header.substring(EXTRA.length()).toLowerCase(Locale.ROOT), StandardCharsets.UTF_8);
        List<String> values = headers.getAll(header);
        values.forEach(value -> require(user, asked("userextras", "", value, key)));
        extra.put(key, List.copyOf(values));
      }
    }
    return extra;
  }

  private void require(User user, RequestInfo asked) {
    authorizer
        .refusal(user, asked)
        .ifPresent(
            refusal -> {
              throw new StatusException(refusal);
            });
  }

  private static RequestInfo asked(String user) {
    String[] account = user.startsWith(ACCOUNT) ? user.split(":") : new String[0];
    return account.length == 4
        ? asked("serviceaccounts", account[2], account[3])
        : asked("users", "", user);
  }

  private static RequestInfo asked(String resource, String namespace, String name) {
    return new RequestInfo(true, "impersonate", "", "", namespace, resource, name, "", "");
  }

  private static RequestInfo asked(
      String resource, String namespace, String name, String subresource) {
    return new RequestInfo(
        true, "impersonate", AUTHENTICATION, "", namespace, resource, name, subresource, "");
  }

  private static List<String> groupsOf(String user) {
    String[] account = user.startsWith(ACCOUNT) ? user.split(":") : new String[0];
    return account.length == 4
        ? List.of("system:serviceaccounts", "system:serviceaccounts:" + account[2])
        : List.of();
  }
}
