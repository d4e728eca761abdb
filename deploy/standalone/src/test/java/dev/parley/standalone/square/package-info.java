/** Every kind of caller in front of every kind of agent; the README's table comes from here. */
@NullMarked
package dev.parley.standalone.square;

import org.jspecify.annotations.NullMarked;
