/** The analytics agent: statistics over numbers from text, data parts and CSV files, with an SVG chart. */
@NullMarked
package dev.parley.examples.analytics;

import org.jspecify.annotations.NullMarked;
