package dev.parley.task.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TransitionTest {
    @Test
    void of_answersForEveryPairOfStates() {
        for (TaskState from : TaskState.values()) {
            for (TaskState to : TaskState.values()) {
                Transition transition = Transition.of(from, to);
                if (from.isTerminal()) {
                    assertThat(transition).isEqualTo(new Transition.Refused(from, to));
                } else if (from == to) {
                    assertThat(transition).isEqualTo(new Transition.Unchanged(from));
                } else {
                    assertThat(transition).isEqualTo(new Transition.Moved(to));
                }
            }
        }
    }

    @Property
    void of_neverLeavesATerminalState(@ForAll TaskState start, @ForAll TaskState[] events) {
        TaskState state = start;
        TaskState end = null;
        for (TaskState event : events) {
            if (Transition.of(state, event) instanceof Transition.Moved moved) {
                assertThat(end).isNull();
                state = moved.to();
                end = state.isTerminal() ? state : null;
            }
        }
    }

    @Test
    void ofNumber_knowsTheEightStatesOfTheWire() {
        for (TaskState state : TaskState.values()) {
            assertThat(TaskState.ofNumber(state.wire().getNumber())).isEqualTo(state);
        }
    }
}
