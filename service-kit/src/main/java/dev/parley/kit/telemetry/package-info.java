/** Metrics of the process. */
@NullMarked
package dev.parley.kit.telemetry;

import org.jspecify.annotations.NullMarked;
