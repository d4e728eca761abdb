@NullMarked
package dev.parley.standalone.folder;

import org.jspecify.annotations.NullMarked;
