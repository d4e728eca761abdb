package dev.parley.router.choice;

/** Keeps decisions for explain and what-if. */
public interface DecisionLog {
    /**
     * Takes a decision and returns at once; it is stored later, or dropped and counted when too many wait.
     *
     * @param tenant whose task it is
     * @param taskId the mesh's task, empty when there is none
     */
    void record(String tenant, String taskId, Decision decision);
}
