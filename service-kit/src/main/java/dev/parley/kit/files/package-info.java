/** Files that somebody else reads while they are written: they change whole or not at all. */
@NullMarked
package dev.parley.kit.files;

import org.jspecify.annotations.NullMarked;
