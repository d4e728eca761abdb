package dev.parley.task;

import dev.parley.kit.health.Dependency;
import dev.parley.task.retention.RetentionKeeper;
import jakarta.inject.Singleton;

/** Says in the service's health how far retention is. It never makes the service unready: what is kept too long harms nobody. */
@Singleton
final class RetentionFact implements Dependency {
    private final RetentionKeeper keeper;

    RetentionFact(RetentionKeeper keeper) {
        this.keeper = keeper;
    }

    @Override
    public String name() {
        return "retention";
    }

    @Override
    public boolean required() {
        return false;
    }

    @Override
    public String check() {
        return keeper.summary();
    }
}
