/** The weather agent: a live source by URL and key, or a bundled table of climate normals that says it is one. */
@NullMarked
package dev.parley.examples.weather;

import org.jspecify.annotations.NullMarked;
