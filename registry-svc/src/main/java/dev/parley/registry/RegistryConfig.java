package dev.parley.registry;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.List;

/**
 * Keys {@code parley.registry.*}.
 *
 * @param ownUrls base URLs of the mesh itself: no agent may be there
 * @param watchQueue changes that may wait for a slow watcher before it is cut off
 */
@ConfigurationProperties("parley.registry")
public record RegistryConfig(
        @Bindable(defaultValue = "") List<String> ownUrls,
        @Bindable(defaultValue = "1024") int watchQueue) {
    public RegistryConfig {
        ownUrls = ownUrls.stream().filter(url -> !url.isBlank()).toList();
    }
}
