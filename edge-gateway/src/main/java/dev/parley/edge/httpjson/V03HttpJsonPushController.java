package dev.parley.edge.httpjson;

import dev.parley.edge.calls.Endpoints;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** 0.3's paths of a task's webhooks. */
@Controller
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class V03HttpJsonPushController {
    private final V03HttpJsonPush push;

    V03HttpJsonPushController(V03HttpJsonPush push) {
        this.push = push;
    }

    @Post(
            uris = {
                "/v1/tasks/{task}/pushNotificationConfigs",
                "/agents/{agent}/v1/tasks/{task}/pushNotificationConfigs"
            })
    HttpResponse<?> create(
            @PathVariable(defaultValue = Endpoints.MESH) String agent,
            String task,
            HttpRequest<?> http,
            @Body @Bindable(defaultValue = "") byte[] body) {
        return push.create(agent, task, http, body);
    }

    @Get(uris = {"/v1/tasks/{task}/pushNotificationConfigs", "/agents/{agent}/v1/tasks/{task}/pushNotificationConfigs"})
    HttpResponse<?> list(@PathVariable(defaultValue = Endpoints.MESH) String agent, String task, HttpRequest<?> http) {
        return push.list(agent, task, http);
    }

    @Get(
            uris = {
                "/v1/tasks/{task}/pushNotificationConfigs/{config}",
                "/agents/{agent}/v1/tasks/{task}/pushNotificationConfigs/{config}"
            })
    HttpResponse<?> get(
            @PathVariable(defaultValue = Endpoints.MESH) String agent,
            String task,
            String config,
            HttpRequest<?> http) {
        return push.get(agent, task, config, http);
    }

    @Delete(
            uris = {
                "/v1/tasks/{task}/pushNotificationConfigs/{config}",
                "/agents/{agent}/v1/tasks/{task}/pushNotificationConfigs/{config}"
            })
    HttpResponse<?> delete(
            @PathVariable(defaultValue = Endpoints.MESH) String agent,
            String task,
            String config,
            HttpRequest<?> http) {
        return push.delete(agent, task, config, http);
    }
}
