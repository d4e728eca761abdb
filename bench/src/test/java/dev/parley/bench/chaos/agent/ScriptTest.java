package dev.parley.bench.chaos.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.proto.a2a.v1.TaskState;
import org.junit.jupiter.api.Test;

class ScriptTest {
    private static final Script SCRIPT = new Script(0xab12, 3, 50, 10, Script.Cut.DROPPED, 2);

    @Test
    void text_isReadAsItWasWritten() {
        assertThat(Script.parse(SCRIPT.text())).isEqualTo(SCRIPT);
    }

    @Test
    void parse_refusesAnyOtherText() {
        assertThatThrownBy(() -> Script.parse("hello"))
                .hasMessageContaining("hello")
                .hasMessageContaining("expected");
    }

    @Test
    void start_isReadAsItWasWritten() {
        Start start = new Start("m", "t", "c", 1_000, SCRIPT.text());
        assertThat(Start.ofLine(start.line().strip())).isEqualTo(start);
    }

    @Test
    void task_isWhatItsScriptMakesOfTheTime() {
        ScriptedTask task = new ScriptedTask(new Start("m", "t", "c", 1_000, SCRIPT.text()));
        assertThat(task.happened(1_000)).isEqualTo(1);
        assertThat(task.at(task.happened(1_000)).getStatus().getState()).isEqualTo(TaskState.TASK_STATE_SUBMITTED);
        assertThat(task.at(task.happened(1_050)).getStatus().getState()).isEqualTo(TaskState.TASK_STATE_WORKING);
        assertThat(task.at(task.happened(1_070)).getArtifacts(0).getPartsCount())
                .isEqualTo(2);
        assertThat(task.isOver(task.happened(1_089))).isFalse();
        assertThat(task.at(task.happened(1_090)).getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(task.isOver(task.happened(1_090))).isTrue();
    }
}
