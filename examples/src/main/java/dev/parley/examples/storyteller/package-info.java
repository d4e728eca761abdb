/** The storyteller: streams a story word by word at a chosen pace, to watch, cut, resume and cancel. */
@NullMarked
package dev.parley.examples.storyteller;

import org.jspecify.annotations.NullMarked;
