@NullMarked
package dev.parley.router.egress;

import org.jspecify.annotations.NullMarked;
