/** Tests of which mesh a command talks to. */
@NullMarked
package dev.parley.cli.mesh;

import org.jspecify.annotations.NullMarked;
