/** One caller's connection: how long it may idle, whether its caller is still there and got the answer. */
@NullMarked
package dev.parley.edge.connection;

import org.jspecify.annotations.NullMarked;
