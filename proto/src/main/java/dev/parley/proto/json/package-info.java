/**
 * A2A 1.0 JSON: reads and writes protobuf messages inside a Jackson stream, without a detour over a tree or a string.
 */
@NullMarked
package dev.parley.proto.json;

import org.jspecify.annotations.NullMarked;
