@NullMarked
package dev.parley.task.push;

import org.jspecify.annotations.NullMarked;
