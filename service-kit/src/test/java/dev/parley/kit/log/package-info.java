@NullMarked
package dev.parley.kit.log;

import org.jspecify.annotations.NullMarked;
