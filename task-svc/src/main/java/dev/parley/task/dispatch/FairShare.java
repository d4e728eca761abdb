package dev.parley.task.dispatch;

import java.util.HashMap;
import java.util.Map;

/**
 * Places that tenants share: a quarter is kept for those who have less than their share, so one tenant alone never holds all. Not
 * safe for threads.
 */
public final class FairShare {
    private final int most;
    private final Map<String, Integer> held = new HashMap<>();
    private int all;

    public FairShare(int most) {
        this.most = most;
    }

    /** Whether one more of this tenant has a place. */
    public boolean hasRoom(String tenant) {
        if (all >= most) {
            return false;
        }
        int others = held.size() - (held.containsKey(tenant) ? 1 : 0);
        // one more than there are: whoever comes next finds room, too
        int share = Math.max(1, most / (others + 2));
        return all < most - most / 4 || held.getOrDefault(tenant, 0) < share;
    }

    /** Takes a place, whether there is room or not. */
    public void take(String tenant) {
        all++;
        held.merge(tenant, 1, Integer::sum);
    }

    public void giveBack(String tenant) {
        all--;
        held.computeIfPresent(tenant, (same, count) -> count == 1 ? null : count - 1);
    }

    public int taken() {
        return all;
    }
}
