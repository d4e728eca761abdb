package dev.parley.envoy.admin;

/**
 * Which Envoy runs.
 *
 * @param state {@code LIVE}, {@code DRAINING}, {@code PRE_INITIALIZING} or {@code INITIALIZING}
 * @param restartEpoch 0 unless it took over from another by hot restart
 */
public record ServerInfo(String id, String version, String state, int restartEpoch) {}
