package dev.parley.envoy.bootstrap;

/** A setting that cannot be; the message says file, key, value and what was expected. */
public final class BadSettings extends IllegalArgumentException {
    private final String key;
    private final String what;

    BadSettings(String key, Object value, String expected) {
        this(key, "\"" + value + "\" (expected: " + expected + ")");
    }

    private BadSettings(String key, String what) {
        super(key + " " + what);
        this.key = key;
        this.what = what;
    }

    /** The same, seen from outside: {@code port} under {@code inbound} is {@code inbound.port}. */
    BadSettings under(String outer) {
        return new BadSettings(key.startsWith("[") ? outer + key : outer + "." + key, what);
    }

    BadSettings in(Object file) {
        return new BadSettings(file + ": " + key, what);
    }
}
