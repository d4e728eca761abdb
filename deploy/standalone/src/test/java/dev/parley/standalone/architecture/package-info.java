/** The rules of the house that a compiler cannot hold: who may import whom, and what no class does. */
@NullMarked
package dev.parley.standalone.architecture;

import org.jspecify.annotations.NullMarked;
