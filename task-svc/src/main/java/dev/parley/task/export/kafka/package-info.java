/** Events to a topic of Kafka. */
@NullMarked
package dev.parley.task.export.kafka;

import org.jspecify.annotations.NullMarked;
