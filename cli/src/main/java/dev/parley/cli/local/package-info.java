/** A mesh on this machine: up, down, status, logs. */
@NullMarked
package dev.parley.cli.local;

import org.jspecify.annotations.NullMarked;
