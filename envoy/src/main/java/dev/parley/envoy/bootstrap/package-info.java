/**
 * What an Envoy of Parley is told at its start: a small settings file, checked, becomes one bootstrap file a role. The
 * templates, to be read first, are the resources of this package.
 */
@NullMarked
package dev.parley.envoy.bootstrap;

import org.jspecify.annotations.NullMarked;
