/** Options that have answers compressed for clients that understand it. */
package io.kubevert.ingress.feature.compression;
