/** Namespaces: what each is given when it begins, and how it ends. */
package io.kubevert.apiserver.controller.namespace;
