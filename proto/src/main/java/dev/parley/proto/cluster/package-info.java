/** What an agent's clusters in Envoy are called: registry-svc, which renders them, and router-svc, which calls through them, must agree. */
@NullMarked
package dev.parley.proto.cluster;

import org.jspecify.annotations.NullMarked;
