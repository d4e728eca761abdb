/** The error table of every wire, and the exception that carries one of its rows. */
@NullMarked
package dev.parley.proto.error;

import org.jspecify.annotations.NullMarked;
