@NullMarked
package dev.parley.standalone.log;

import org.jspecify.annotations.NullMarked;
