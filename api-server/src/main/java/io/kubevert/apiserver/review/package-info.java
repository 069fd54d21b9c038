/**
 * Reviews: objects that are answered and not kept, by which clients ask who they are and what they,
 * or others, may do.
 */
package io.kubevert.apiserver.review;
