/** What the mesh could not deliver: kept, shown, sent again or discarded. */
@NullMarked
package dev.parley.task.deadletter;

import org.jspecify.annotations.NullMarked;
