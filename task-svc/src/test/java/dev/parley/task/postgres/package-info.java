@NullMarked
package dev.parley.task.postgres;

import org.jspecify.annotations.NullMarked;
