/**
 * What controllers and scheduler keep of each object: small records, read from the JSON tree on
 * arrival, with the fields that decisions need and no others.
 */
package io.kubevert.apiserver.controller.view;
