package dev.parley.cli.processes;

/** Envoy's name of its build, {@code 5f7e…/1.40.0/Clean/RELEASE/BoringSSL} for instance. */
final class EnvoyVersion {
    private EnvoyVersion() {}

    /** The number in it; the whole where it has none. */
    static String number(String build) {
        return build.replaceFirst("^[0-9a-f]+/([^/]+)/.*", "$1");
    }
}
