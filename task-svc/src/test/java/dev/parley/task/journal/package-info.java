@NullMarked
package dev.parley.task.journal;

import org.jspecify.annotations.NullMarked;
