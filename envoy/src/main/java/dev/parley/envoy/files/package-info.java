/** Files that a running Envoy watches: they change whole or not at all. */
@NullMarked
package dev.parley.envoy.files;

import org.jspecify.annotations.NullMarked;
