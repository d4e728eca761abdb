/** YAML written from templates, so that no value can become anything but a value. */
@NullMarked
package dev.parley.envoy.template;

import org.jspecify.annotations.NullMarked;
