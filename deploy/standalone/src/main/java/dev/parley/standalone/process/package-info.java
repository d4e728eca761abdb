/** Servers as child processes: found, started, watched, ended. */
@NullMarked
package dev.parley.standalone.process;

import org.jspecify.annotations.NullMarked;
