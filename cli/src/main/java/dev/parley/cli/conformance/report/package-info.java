/** What a run found, for people and for programs. */
@NullMarked
package dev.parley.cli.conformance.report;

import org.jspecify.annotations.NullMarked;
