package dev.parley.task.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.task.journal.Commit;
import dev.parley.task.journal.Commit.Outcome;
import dev.parley.task.journal.JournalStore.Answered;
import dev.parley.task.journal.Lease;
import dev.parley.task.journal.Ownership;
import dev.parley.task.postgres.PostgresJournalStore;
import dev.parley.task.postgres.PostgresOwnership;
import dev.parley.task.postgres.RealLease;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** One life of an instance, on the real database and on the simulated one. */
final class LifePair implements AutoCloseable {
    final UUID incarnation;
    final String name;
    final SimJournal simJournal;
    final Ownership simOwnership;
    final PostgresJournalStore realJournal;
    final Ownership realOwnership;
    final List<List<Commit>> batches = new ArrayList<>();
    private final RealLease lease;
    private final DatabasePair databases;
    boolean steady = true;

    LifePair(DatabasePair databases, UUID incarnation, String name) throws SQLException {
        this.databases = databases;
        this.incarnation = incarnation;
        this.name = name;
        Lease terms = new Told();
        lease = new RealLease(databases.unpooled, incarnation, name, DatabasePair.LEASES);
        simJournal = new SimJournal(databases.simulated, incarnation);
        simOwnership =
                new SimOwnership(databases.simulated, incarnation, terms, DatabasePair.LEASES, (owner, key) -> {});
        realJournal = new PostgresJournalStore(databases.real, databases.unpooled, incarnation);
        realOwnership = new PostgresOwnership(databases.real, incarnation, terms, DatabasePair.LEASES);
        databases.begin(name);
        renew();
    }

    /** As the test says. */
    private final class Told implements Lease {
        @Override
        public boolean isHeld() {
            return true;
        }

        @Override
        public long term() {
            return 1;
        }

        @Override
        public boolean isSteady() {
            return steady;
        }
    }

    /** A batch on both, which must tell the same of it. */
    void commit(List<Commit> batch, List<Answered> answered, long number) throws SQLException {
        List<Outcome> simulated = simJournal.commit(batch, answered, number);
        assertThat(realJournal.commit(batch, answered, number))
                .as("batch %s, answered %s", batch, answered)
                .isEqualTo(simulated);
    }

    void renew() throws SQLException {
        lease.renew();
        databases.simulated.renew(incarnation, name, DatabasePair.LEASES.hungAfter());
    }

    void release() throws SQLException {
        lease.release();
        databases.simulated.renew(incarnation, name, java.time.Duration.ZERO);
    }

    void disconnect() throws SQLException {
        lease.disconnect();
        databases.awaitFree(incarnation);
    }

    @Override
    public void close() {
        lease.disconnect();
        realJournal.close();
    }
}
