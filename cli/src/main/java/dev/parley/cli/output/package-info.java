/** What the command prints, and how it ends. */
@NullMarked
package dev.parley.cli.output;

import org.jspecify.annotations.NullMarked;
