package dev.parley.task.export;

import io.cloudevents.CloudEvent;
import java.util.List;

/** The sink within the process: a bean that is told of events, at least once and in order for each task. */
public interface TaskEventListener {
    /** Its offset is kept under it: never changes. */
    String name();

    /** What it throws is a failure: the events come again. */
    void on(List<CloudEvent> events) throws Exception;
}
