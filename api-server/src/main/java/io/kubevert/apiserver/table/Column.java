package io.kubevert.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/**
 * One column of a Table.
 *
 * @param name as in {@code Cluster-IP}
 * @param type OpenAPI type: string, integer, number, boolean or date
 * @param format {@code name} for the name column, else empty
 * @param description what a user is told of it
 * @param priority 0 when always shown, 1 when only with {@code -o wide}
 * @param cell the value for an object: a String, a number or a Boolean
 */
public record Column(
    String name,
    String type,
    String format,
    String description,
    int priority,
    Function<JsonNode, Object> cell) {}
