/** Programs that are not Java's: fetched by pip with their hashes, kept in a cache of the user, started as children. */
@NullMarked
package dev.parley.kit.programs;

import org.jspecify.annotations.NullMarked;
