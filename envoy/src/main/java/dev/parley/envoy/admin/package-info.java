/** A client of the admin interface of one Envoy: what it runs, who is healthy, which certificates, and leaving in good order. */
@NullMarked
package dev.parley.envoy.admin;

import org.jspecify.annotations.NullMarked;
