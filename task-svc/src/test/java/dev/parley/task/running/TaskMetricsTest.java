package dev.parley.task.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.task.lifecycle.TaskState;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TaskMetricsTest {
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final TaskMetrics metrics = new TaskMetrics(meters);

    @Test
    void endedTasks_areCountedUnderThePlansNames() {
        metrics.ended("weather", TaskState.COMPLETED, Duration.ofMillis(30));
        metrics.ended("weather", TaskState.FAILED, Duration.ofSeconds(2));
        metrics.ended("weather", TaskState.CANCELED, Duration.ofSeconds(-1));
        metrics.ended("", TaskState.REJECTED, Duration.ZERO);

        assertThat(meters.scrape())
                .contains(
                        "a2a_tasks_total{agent=\"weather\",status=\"success\"} 1.0",
                        "a2a_tasks_total{agent=\"weather\",status=\"error\"} 1.0",
                        "a2a_tasks_total{agent=\"weather\",status=\"canceled\"} 1.0",
                        "a2a_tasks_total{agent=\"none\",status=\"error\"} 1.0",
                        "a2a_task_duration_seconds_bucket{le=\"0.05\"} 3",
                        "a2a_task_duration_seconds_count 4");
    }

    @Test
    void refusals_sayWhetherItIsTheMesh() {
        metrics.refused(A2aException.busy("one agent", Duration.ofSeconds(1)));
        metrics.refused(A2aException.retryable(A2aErrorCode.OVERLOADED, "all", Duration.ofSeconds(1)));
        assertThat(meters.scrape())
                .contains(
                        "parley_tasks_refused_total{scope=\"one\"} 1.0",
                        "parley_tasks_refused_total{scope=\"mesh\"} 1.0");
    }

    @Test
    void agents_haveABoundedNumberOfSeries() {
        for (int i = 0; i < 1000; i++) {
            metrics.ended("agent-" + i, TaskState.COMPLETED, Duration.ZERO);
        }
        assertThat(meters.find("a2a.tasks").counters()).hasSize(TaskMetrics.MOST_AGENTS + 1);
        assertThat(meters.get("a2a.tasks").tag("agent", "other").counter().count())
                .isEqualTo(1000 - TaskMetrics.MOST_AGENTS);
    }
}
