/** Messages and tasks: send, task. */
@NullMarked
package dev.parley.cli.talk;

import org.jspecify.annotations.NullMarked;
