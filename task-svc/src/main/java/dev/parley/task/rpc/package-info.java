/** Translation between gRPC and the rest. */
@NullMarked
package dev.parley.task.rpc;

import org.jspecify.annotations.NullMarked;
