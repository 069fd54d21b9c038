package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * A subresource that is a part of its object: who writes it changes that part and nothing else, and
 * owns it by way of the subresource.
 *
 * @param name as in {@code ephemeralcontainers}
 * @param admit the first object with the part that the second one has; refuses with a {@link
 *     io.kubevert.apiserver.status.StatusException}
 * @param only an object that somebody applies, without all but the part
 */
public record SubresourcePart(
    String name, BinaryOperator<ObjectNode> admit, UnaryOperator<ObjectNode> only) {}
