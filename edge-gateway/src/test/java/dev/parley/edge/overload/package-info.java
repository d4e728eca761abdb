@NullMarked
package dev.parley.edge.overload;

import org.jspecify.annotations.NullMarked;
