/** Objects whose owners are gone: deleted, kept, or waited for. */
package io.kubevert.apiserver.controller.garbagecollector;
