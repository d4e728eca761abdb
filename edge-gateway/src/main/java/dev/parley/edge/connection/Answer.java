package dev.parley.edge.connection;

import dev.parley.kit.identity.Principal;

/** An answer on its way to the caller: when it cannot be delivered, the task counts as not answered. */
public record Answer(String taskId, String messageId, Principal caller) {}
