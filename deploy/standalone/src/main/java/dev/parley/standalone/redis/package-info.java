/** The embedded Redis; its data is not kept. */
@NullMarked
package dev.parley.standalone.redis;

import org.jspecify.annotations.NullMarked;
