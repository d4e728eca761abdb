/** HTTP+JSON, paths and verbs. */
@NullMarked
package dev.parley.router.outbound.httpjson;

import org.jspecify.annotations.NullMarked;
