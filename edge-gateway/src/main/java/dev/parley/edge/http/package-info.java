/** Rules of HTTP for every path: who may ask, what an error looks like, what is counted. */
@NullMarked
package dev.parley.edge.http;

import org.jspecify.annotations.NullMarked;
