/** One message is one trace: OpenTelemetry through the services, carried by the gRPC context. */
@NullMarked
package dev.parley.kit.tracing;

import org.jspecify.annotations.NullMarked;
