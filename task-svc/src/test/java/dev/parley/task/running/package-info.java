@NullMarked
package dev.parley.task.running;

import org.jspecify.annotations.NullMarked;
