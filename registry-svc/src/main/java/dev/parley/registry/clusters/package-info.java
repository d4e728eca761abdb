/** Agents as clusters of Envoy. The only author of them: a router writes down what it hears from here. */
@NullMarked
package dev.parley.registry.clusters;

import org.jspecify.annotations.NullMarked;
