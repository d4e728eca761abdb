package dev.parley.kit.rpc;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Where the internal services are. Keys {@code parley.services.*}; values as {@link RpcChannels#open} takes them. A
 * service that serves inside the JVM listens under the name in its own address.
 */
@ConfigurationProperties("parley.services")
public record ServiceAddresses(
        @Bindable(defaultValue = "in-process:parley-task") String task,
        @Bindable(defaultValue = "in-process:parley-router") String router,

        @Bindable(defaultValue = "in-process:parley-registry")
        String registry,

        @Bindable(defaultValue = "in-process:parley-embed") String embed) {}
