/** The mesh that is measured, and what it tells about itself. */
@NullMarked
package dev.parley.bench.mesh;

import org.jspecify.annotations.NullMarked;
