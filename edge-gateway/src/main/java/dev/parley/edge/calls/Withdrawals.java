package dev.parley.edge.calls;

import dev.parley.edge.connection.Answer;
import dev.parley.edge.connection.UndeliveredAnswers;
import dev.parley.proto.error.A2aException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the task service that an answer did not arrive, so that the same message sent again joins its task. */
@Singleton
final class Withdrawals implements UndeliveredAnswers {
    private static final Logger log = LoggerFactory.getLogger(Withdrawals.class);

    // the listeners are wired before the channels to the other services are
    private final Provider<TaskCalls> tasks;
    private final Counter counter;

    Withdrawals(Provider<TaskCalls> tasks, MeterRegistry meters) {
        this.tasks = tasks;
        this.counter = Counter.builder("parley.edge.answers.withdrawn")
                .description("Answers that could not be written to their caller")
                .register(meters);
    }

    @Override
    public void undelivered(Answer answer) {
        counter.increment();
        CallerScope.runDetached(answer.caller(), () -> withdraw(answer.taskId(), answer.messageId()));
    }

    private void withdraw(String taskId, String messageId) {
        try {
            tasks.get().withdrawAnswer(taskId, messageId);
            log.atInfo().addKeyValue("task_id", taskId).log("answer withdrawn");
        } catch (A2aException e) {
            log.atWarn()
                    .addKeyValue("task_id", taskId)
                    .addKeyValue("reason", e.code().reason())
                    .log("answer not withdrawn");
        }
    }
}
