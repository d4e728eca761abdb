/** Which message goes to its agent next: how many at once, in which order, with fairness between tenants. */
@NullMarked
package dev.parley.task.dispatch;

import org.jspecify.annotations.NullMarked;
