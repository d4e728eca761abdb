package dev.parley.envoy.admin;

/** Milliseconds that half, 95 % and 99 % of the requests took at most, as Envoy estimates them from its histogram. */
public record Latency(double p50, double p95, double p99) {}
