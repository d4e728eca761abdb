package dev.parley.kit.health;

/**
 * Something a service needs, asked regularly whether it works. Implementations are beans; {@link #check} may block up to
 * a second and throws when the dependency does not work.
 */
public interface Dependency {
    /** A short name: {@code postgres}, {@code redis}, {@code model}. */
    String name();

    /** True when the service cannot do its work without it. */
    boolean required();

    /**
     * True when callers are better served by another instance, or by none, than by this one without it. False where the answers of
     * this instance still help them, or say best what is wrong: then it stays in the balancing of load.
     */
    default boolean isEssential() {
        return required();
    }

    /** Returns a short fact about it ({@code "PostgreSQL 18.4"}); throws when it does not work. */
    String check() throws Exception;
}
