package dev.parley.kit.health;

/** Says how a service is, from memory and at once. A service that has more to say than its dependencies has a bean of this. */
public interface HealthReporter {
    HealthReport report();
}
