/** What a request asks for, the same over HTTPS and over the event bus. */
package io.kubevert.apiserver.request;
