/** An agent that works in steps and can go on from any of them. */
@NullMarked
package dev.parley.examples.primes;

import org.jspecify.annotations.NullMarked;
