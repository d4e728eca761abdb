/** The A2A extensions that Parley defines: their URIs and how their metadata is read. */
@NullMarked
package dev.parley.proto.extension;

import org.jspecify.annotations.NullMarked;
