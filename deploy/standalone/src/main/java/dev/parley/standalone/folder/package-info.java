/** The data folder: who holds it, what it holds, what runs on it. */
@NullMarked
package dev.parley.standalone.folder;

import org.jspecify.annotations.NullMarked;
