/**
 * Certificates for development: a CA of one's own in a folder, short-lived leaves with SPIFFE ids, published so that a
 * running Envoy takes new ones without a restart. In production something else publishes the same files.
 */
@NullMarked
package dev.parley.envoy.certs;

import org.jspecify.annotations.NullMarked;
