package dev.parley.router.choice;

/**
 * An agent that was looked at and left out.
 *
 * @param reason the registry's reason, or MAX_LATENCY, MAX_COST, MIN_QUALITY, EXTENSION_REQUIRED, BREAKER_OPEN
 * @param detail the value, then what was expected
 */
public record Removal(String agentId, String reason, String detail) {}
