package dev.parley.task.dispatch;

/** Messages of one tenant to one of its agents: they share a limit and a queue. */
public record Lane(String tenant, String agent) {}
