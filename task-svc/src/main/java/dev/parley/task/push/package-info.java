/** Webhooks of tasks: which there are, where they may lead, and the sender. */
@NullMarked
package dev.parley.task.push;

import org.jspecify.annotations.NullMarked;
