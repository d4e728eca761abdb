/** PostgreSQL's side of task-svc in memory, held to the real one by a differential test. */
@org.jspecify.annotations.NullMarked
package dev.parley.task.simulation;
