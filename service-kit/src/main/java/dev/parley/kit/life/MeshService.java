package dev.parley.kit.life;

import dev.parley.kit.rpc.RpcServer;
import dev.parley.kit.rpc.ServiceAddresses;
import dev.parley.kit.tracing.Tracing;
import io.grpc.BindableService;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.EnvironmentPropertySource;
import io.micronaut.context.env.PropertySource;
import io.micronaut.core.type.Argument;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One service of the mesh: its own Micronaut context, and a gRPC server for the {@link BindableService} beans in it.
 * Beans of a service are switched on by {@code parley.service}, so several services can share a class path: the root
 * package of each is a {@code @Configuration} that requires its name.
 *
 * <p>Configuration, later wins: {@code parley-NAME.properties} of the module, {@code settings}, what Micronaut reads (environment
 * variables and {@code MICRONAUT_CONFIG_FILES} included), then {@code overrides}.
 */
public final class MeshService implements AutoCloseable {
    private static final int BELOW_ENVIRONMENT = EnvironmentPropertySource.POSITION - 1;

    private final ApplicationContext context;
    private final List<BindableService> services;
    private final @Nullable RpcServer server;

    private MeshService(ApplicationContext context, List<BindableService> services, @Nullable RpcServer server) {
        this.context = context;
        this.services = services;
        this.server = server;
    }

    /**
     * Starts a service and returns when its beans are made and its in-process server listens.
     *
     * @param name {@code edge}, {@code task}, {@code router}, {@code registry} or {@code embed}
     */
    public static MeshService start(String name, Map<String, ?> overrides) {
        ApplicationContext context = context(name, Map.of(), overrides);
        try {
            context.start();
            Collection<BindableService> found = context.getBeansOfType(BindableService.class);
            String address = addressOf(name, context.getBean(ServiceAddresses.class));
            RpcServer server = address != null && address.startsWith("in-process:")
                    ? RpcServer.inProcess(
                            address.substring("in-process:".length()), found, context.getBean(Tracing.class))
                    : null;
            return new MeshService(context, List.copyOf(found), server);
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    /**
     * Starts a service for a process of its own and returns when its beans are made; it serves nothing by itself.
     *
     * @param settings as a file gives them; environment variables override them
     */
    public static MeshService startAlone(String name, Map<String, ?> settings) {
        ApplicationContext context = context(name, settings, Map.of());
        try {
            context.start();
            return new MeshService(context, List.copyOf(context.getBeansOfType(BindableService.class)), null);
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    private static ApplicationContext context(String name, Map<String, ?> settings, Map<String, ?> overrides) {
        Map<String, Object> properties = new HashMap<>(overrides);
        properties.put("parley.service", name);
        properties.putIfAbsent("micronaut.application.name", "parley-" + name);
        return ApplicationContext.builder()
                .deduceEnvironment(false)
                .bootstrapEnvironment(false)
                .banner(false)
                .eagerInitConfiguration(true)
                .propertySources(
                        PropertySource.of("parley-" + name, defaults(name), Integer.MIN_VALUE),
                        PropertySource.of("parley-settings", Map.copyOf(settings), BELOW_ENVIRONMENT),
                        PropertySource.of("parley-overrides", properties, Integer.MAX_VALUE))
                .build();
    }

    /**
     * Settings as a service started with these overrides reads them, for who starts several and has to know.
     *
     * @return every key with its values, none where it is not set
     */
    public static Map<String, List<String>> settings(List<String> keys, Map<String, ?> overrides) {
        try (ApplicationContext context = ApplicationContext.builder()
                .deduceEnvironment(false)
                .bootstrapEnvironment(false)
                .banner(false)
                .propertySources(PropertySource.of("parley-overrides", Map.copyOf(overrides), Integer.MAX_VALUE))
                .build()) {
            Environment environment = context.getEnvironment().start();
            return keys.stream()
                    .collect(Collectors.toMap(
                            key -> key,
                            key -> environment
                                    .getProperty(key, Argument.listOf(String.class))
                                    .orElse(List.of())));
        }
    }

    private static @Nullable String addressOf(String name, ServiceAddresses addresses) {
        return switch (name) {
            case "task" -> addresses.task();
            case "router" -> addresses.router();
            case "registry" -> addresses.registry();
            case "embed" -> addresses.embed();
            default -> null;
        };
    }

    private static Map<String, Object> defaults(String name) {
        try (InputStream in = MeshService.class.getResourceAsStream("/parley-" + name + ".properties")) {
            Map<String, Object> values = new HashMap<>();
            if (in != null) {
                Properties properties = new Properties();
                properties.load(in);
                properties.forEach((key, value) -> values.put(key.toString(), value));
            }
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ApplicationContext context() {
        return context;
    }

    /** The gRPC services of this one, for a listener that serves several. */
    public List<BindableService> services() {
        return services;
    }

    /** Stops taking calls, then closes the beans. */
    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        context.close();
    }
}
