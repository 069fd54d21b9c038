/** System objects that every cluster begins with; what a user makes of them stays. */
package io.kubevert.apiserver.controller.addon;
