/** The Envoy program that everything here was tested with: named by the environment, kept in the cache, or fetched. */
@NullMarked
package dev.parley.envoy.binary;

import org.jspecify.annotations.NullMarked;
