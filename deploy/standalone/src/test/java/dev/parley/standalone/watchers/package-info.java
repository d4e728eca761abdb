/** Many who watch one task, over every binding with streams. */
@NullMarked
package dev.parley.standalone.watchers;

import org.jspecify.annotations.NullMarked;
