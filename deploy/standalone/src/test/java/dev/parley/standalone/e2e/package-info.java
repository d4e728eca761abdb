/** Whole meshes in processes of their own, with real agents beside them, seen from outside only. */
@NullMarked
package dev.parley.standalone.e2e;

import org.jspecify.annotations.NullMarked;
