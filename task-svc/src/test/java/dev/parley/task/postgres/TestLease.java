package dev.parley.task.postgres;

import dev.parley.task.journal.Lease;
import java.util.function.LongSupplier;

/** The real reading of a lease's renewals, for tests in other packages. */
public final class TestLease implements Lease {
    private final LeaseTerms terms;

    public TestLease(LeaseConfig config, LongSupplier nanoTime) {
        terms = new LeaseTerms(config, nanoTime);
    }

    public void renewed(long nanos) {
        terms.renewed(nanos);
    }

    @Override
    public boolean isHeld() {
        return terms.isHeld();
    }

    @Override
    public long term() {
        return terms.term();
    }

    @Override
    public boolean isSteady() {
        return terms.isSteady();
    }
}
