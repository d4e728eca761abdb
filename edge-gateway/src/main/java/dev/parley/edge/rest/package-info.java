/** The REST paths under /api/v1. */
@NullMarked
package dev.parley.edge.rest;

import org.jspecify.annotations.NullMarked;
