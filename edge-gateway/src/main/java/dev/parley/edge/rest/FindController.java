package dev.parley.edge.rest;

import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.calls.RegistryCalls;
import dev.parley.edge.http.JsonText;
import dev.parley.edge.http.PublicUrl;
import dev.parley.edge.http.Query;
import dev.parley.edge.http.Replies;
import dev.parley.proto.registry.v1.FindAgentsReply;
import dev.parley.proto.registry.v1.FindAgentsRequest;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** Which agents can serve a need, best first, and why others were left out. Calls none of them. */
@Controller("/api/v1/agents/find")
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class FindController {
    private final RegistryCalls registry;
    private final CallerScope callers;
    private final PublicUrl urls;

    FindController(RegistryCalls registry, CallerScope callers, PublicUrl urls) {
        this.registry = registry;
        this.callers = callers;
        this.urls = urls;
    }

    @Get
    HttpResponse<?> findByQuery(HttpRequest<?> request) {
        Query query = new Query(request);
        FindAgentsRequest.Builder wanted = FindAgentsRequest.newBuilder();
        query.text("q").or(() -> query.text("need")).ifPresent(wanted::setText);
        wanted.addAllSkills(query.texts("skill")).addAllTags(query.texts("tag"));
        query.integer("limit", 1, Finding.MAX_MATCHES).ifPresent(wanted::setLimit);
        query.check();
        return find(request, Finding.requireNeed(wanted.build()));
    }

    @Post
    HttpResponse<?> find(HttpRequest<?> request, @Body @Bindable(defaultValue = "") byte[] body) {
        RestBody members = RestBody.read(request, body);
        return find(request, Finding.wanted(members));
    }

    private HttpResponse<?> find(HttpRequest<?> request, FindAgentsRequest wanted) {
        FindAgentsReply reply = callers.run(request, () -> registry.find(wanted));
        return Replies.json(200, JsonText.write(out -> Finding.write(out, reply, urls.base(request))));
    }
}
