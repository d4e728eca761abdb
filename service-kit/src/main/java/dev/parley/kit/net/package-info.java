/** Addresses of the network, as operators write them. */
@NullMarked
package dev.parley.kit.net;

import org.jspecify.annotations.NullMarked;
