@NullMarked
package dev.parley.task.export.kafka;

import org.jspecify.annotations.NullMarked;
