@NullMarked
package dev.parley.task.export;

import org.jspecify.annotations.NullMarked;
