package dev.parley.edge.operations;

import dev.parley.edge.connection.Answer;
import dev.parley.proto.a2a.v1.SendMessageResponse;

/**
 * The reply to a message.
 *
 * @param answer what must be withdrawn if the reply does not reach the caller
 */
public record Sent(SendMessageResponse response, Answer answer) {}
