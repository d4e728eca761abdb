/** The log: JSON lines in the data folder, short lines on the console. */
@NullMarked
package dev.parley.standalone.log;

import org.jspecify.annotations.NullMarked;
