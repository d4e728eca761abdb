/** The log: JSON lines in a folder or on standard output, short lines on the console. */
@NullMarked
package dev.parley.kit.log;

import org.jspecify.annotations.NullMarked;
