/** What {@code kubectl get} prints: the columns of each kind, and objects as rows of a Table. */
package io.kubevert.apiserver.table;
