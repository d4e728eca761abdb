/** What went over the wire for a task, word for word but for secrets, while somebody wants to see it. */
@NullMarked
package dev.parley.kit.wire;

import org.jspecify.annotations.NullMarked;
