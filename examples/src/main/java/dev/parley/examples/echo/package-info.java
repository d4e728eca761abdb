/** The smallest agent: says back what it was told, at once. */
@NullMarked
package dev.parley.examples.echo;

import org.jspecify.annotations.NullMarked;
