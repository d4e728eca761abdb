/** Meshes over several hosts: network namespaces of this machine, whose links are cut, slowed and lost. */
@NullMarked
package dev.parley.cli.talk;

import org.jspecify.annotations.NullMarked;
