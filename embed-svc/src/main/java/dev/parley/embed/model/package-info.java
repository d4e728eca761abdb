/** The model itself: word pieces in, unit vectors out. Knows no gRPC and no cache. */
@NullMarked
package dev.parley.embed.model;

import org.jspecify.annotations.NullMarked;
