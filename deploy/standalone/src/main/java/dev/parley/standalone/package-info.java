/** Everything in one process: PostgreSQL, Redis and the five services on one data folder. */
@NullMarked
package dev.parley.standalone;

import org.jspecify.annotations.NullMarked;
