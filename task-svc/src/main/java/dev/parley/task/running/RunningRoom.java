package dev.parley.task.running;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.task.dispatch.FairShare;
import java.time.Duration;

/** How many tasks run here, and whether one more of a tenant may. Safe for concurrent use. */
final class RunningRoom {
    private final int most;
    // by its own lock
    private final FairShare shares;

    RunningRoom(int most) {
        this.most = most;
        this.shares = new FairShare(most);
    }

    int taken() {
        synchronized (shares) {
            return shares.taken();
        }
    }

    /** @throws A2aException OVERLOADED when as many tasks run as may, or as many of this tenant while others need the rest */
    void require(String tenant) {
        int taken;
        synchronized (shares) {
            if (shares.hasRoom(tenant)) {
                return;
            }
            taken = shares.taken();
        }
        String why = taken + " tasks are running (expected: fewer than " + most
                + ", of which a quarter is for tenants with few)";
        Duration comeAgain = Duration.ofSeconds(1);
        throw taken < most
                ? A2aException.busy(why, comeAgain)
                : A2aException.retryable(A2aErrorCode.OVERLOADED, why, comeAgain);
    }

    /** For a task that starts, whether there is room or not: what was accepted runs. */
    void take(String tenant) {
        synchronized (shares) {
            shares.take(tenant);
        }
    }

    void giveBack(String tenant) {
        synchronized (shares) {
            shares.giveBack(tenant);
        }
    }
}
