@NullMarked
package dev.parley.task.retention;

import org.jspecify.annotations.NullMarked;
