/** What the bindings over HTTP share: an answer of one JSON document or an event stream. */
@NullMarked
package dev.parley.router.outbound.web;

import org.jspecify.annotations.NullMarked;
