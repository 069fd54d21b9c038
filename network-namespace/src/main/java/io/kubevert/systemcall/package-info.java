/** Functions of the C library that the JDK does not have. */
package io.kubevert.systemcall;
