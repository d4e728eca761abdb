@NullMarked
package dev.parley.task.dispatch;

import org.jspecify.annotations.NullMarked;
