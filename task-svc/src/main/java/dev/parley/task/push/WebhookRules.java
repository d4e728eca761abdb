package dev.parley.task.push;

import dev.parley.proto.a2a.v1.AuthenticationInfo;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.dialect.v01.V01JsonWriter;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.Webhook;
import dev.parley.task.running.WebhookAdmission;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a webhook may be. */
public final class WebhookRules implements WebhookAdmission {
    private static final int MAX_URL = 2048;
    private static final int MAX_ID = 128;
    private static final int MAX_SECRET = 4096;

    private final TargetGuard guard;
    private final PushStore store;
    private final int maxConfigs;

    public WebhookRules(TargetGuard guard, PushStore store, PushSettings settings) {
        this.guard = guard;
        this.store = store;
        this.maxConfigs = settings.maxConfigs();
    }

    /** A host that cannot be resolved now is let pass: it is looked at again before every attempt. */
    @Override
    public Webhook admit(TaskPushNotificationConfig stated, String version, String path) {
        URI url = url(stated.getUrl(), path + ".url");
        requireHeader(stated.getToken(), path + ".token");
        if (stated.getId().length() > MAX_ID || !isPrintable(stated.getId())) {
            throw A2aException.invalidParams(
                    path + ".id", "is not usable (expected: at most " + MAX_ID + " printable ASCII characters)");
        }
        String scheme = scheme(stated, path + ".authentication");
        requireReachable(url, path + ".url");
        return new Webhook(
                stated.getId().isEmpty() ? idOf(stated.getUrl()) : stated.getId(),
                stated.getUrl(),
                stated.getToken(),
                scheme,
                stated.getAuthentication().getCredentials(),
                calledIn(version));
    }

    private static String calledIn(String version) {
        return version.equals(V01JsonWriter.VERSION)
                ? version
                : A2aVersion.of(version).orElse(A2aVersion.V1_0).number();
    }

    /** The same webhook stated again without an id, with every message perhaps, is still one webhook. */
    private static String idOf(String url) {
        return UUID.nameUUIDFromBytes(url.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static URI url(String text, String path) {
        URI url = parse(text);
        String fault = null;
        if (url == null || url.getHost() == null) {
            fault = "is no URL with a host";
        } else if (!"http".equalsIgnoreCase(url.getScheme()) && !"https".equalsIgnoreCase(url.getScheme())) {
            fault = "has another scheme";
        } else if (url.getRawUserInfo() != null) {
            fault = "holds credentials, which belong into authentication";
        } else if (url.getRawFragment() != null) {
            fault = "has a fragment, which no server ever sees";
        } else if (text.length() > MAX_URL) {
            fault = "has " + text.length() + " characters";
        }
        if (fault != null || url == null) {
            throw A2aException.invalidParams(
                    path,
                    "\"" + shorten(text) + "\" " + fault + " (expected: an http or https URL of at most " + MAX_URL
                            + " characters)");
        }
        return url;
    }

    private static @Nullable URI parse(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static String shorten(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }

    private static @Nullable String scheme(TaskPushNotificationConfig stated, String path) {
        AuthenticationInfo authentication = stated.getAuthentication();
        if (!stated.hasAuthentication()
                || (authentication.getScheme().isEmpty()
                        && authentication.getCredentials().isEmpty())) {
            return null;
        }
        if (!authentication.getScheme().matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")) {
            throw A2aException.invalidParams(
                    path + ".scheme", "is no HTTP authentication scheme (expected: Bearer or Basic, for instance)");
        }
        requireHeader(authentication.getCredentials(), path + ".credentials");
        return authentication.getScheme();
    }

    /** The value itself is a secret and not repeated. */
    private static void requireHeader(String value, String path) {
        if (value.length() > MAX_SECRET || !isPrintable(value)) {
            throw A2aException.invalidParams(
                    path, "cannot be an HTTP header (expected: at most " + MAX_SECRET + " printable ASCII characters)");
        }
    }

    private static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    }

    private void requireReachable(URI url, String path) {
        try {
            if (guard.judge(url) instanceof TargetGuard.Verdict.Closed closed) {
                throw A2aException.invalidParams(
                        path,
                        "\"" + shorten(url.toString()) + "\" " + closed.reason()
                                + " (expected: a public target, or one that the mesh's operator allows)");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw A2aException.retryable(
                    A2aErrorCode.OVERLOADED, "The service is shutting down", Duration.ofSeconds(2));
        }
    }

    @Override
    public void requireRoom(TaskKey task, Webhook next) {
        long others = store.list(task).stream()
                .filter(held -> !held.webhook().id().equals(next.id()))
                .count();
        if (others >= maxConfigs) {
            throw A2aException.invalidParams(
                    "$.id",
                    "would be push config " + (others + 1) + " of task " + task + " (expected: at most " + maxConfigs
                            + ")");
        }
    }
}
