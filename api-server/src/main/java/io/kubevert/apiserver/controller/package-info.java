/**
 * The controllers: clients of the API like any other, each a loop that brings one kind of object to
 * what its spec asks for. {@link io.kubevert.apiserver.controller.ControllerManager} runs them all
 * over one {@link io.kubevert.apiserver.controller.cache.ClusterCache}.
 */
package io.kubevert.apiserver.controller;
