/** gRPC: translation only. */
@NullMarked
package dev.parley.router.rpc;

import org.jspecify.annotations.NullMarked;
