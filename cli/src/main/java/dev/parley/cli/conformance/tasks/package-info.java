/** Checks of GetTask, ListTasks and CancelTask (§3.1.3 to §3.1.5). */
@NullMarked
package dev.parley.cli.conformance.tasks;

import org.jspecify.annotations.NullMarked;
