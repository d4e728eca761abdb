package dev.parley.edge.rest;

import com.google.protobuf.Timestamp;
import dev.parley.edge.http.Query;
import dev.parley.proto.task.v1.DeadLetter;
import dev.parley.proto.task.v1.DeadLetterFilter;
import dev.parley.proto.task.v1.DeadLetterId;
import dev.parley.proto.time.ProtoTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Which dead letters a request is about: named ones, or those that pass a filter. */
record LetterChoice(List<DeadLetterId> ids, Optional<DeadLetterFilter> filter, int limit, boolean dryRun) {
    private static final int MAX_LIMIT = 200;
    private static final List<DeadLetter.Reason> KNOWN = Arrays.stream(DeadLetter.Reason.values())
            .filter(reason ->
                    reason != DeadLetter.Reason.UNRECOGNIZED && reason != DeadLetter.Reason.REASON_UNSPECIFIED)
            .toList();
    private static final String REASONS =
            KNOWN.stream().map(DeadLetter.Reason::name).collect(Collectors.joining(", "));

    LetterChoice {
        ids = List.copyOf(ids);
    }

    /**
     * The last to read of a body.
     *
     * @throws dev.parley.proto.error.A2aException INVALID_PARAMS with everything that is wrong with it
     */
    static LetterChoice read(RestBody body) {
        List<DeadLetterId> ids =
                body.texts("ids").stream().map(LetterChoice::id).toList();
        Optional<DeadLetterFilter> filter = body.object("filter").map(LetterChoice::filter);
        LetterChoice choice = new LetterChoice(
                ids, filter, body.integer("limit", 1, MAX_LIMIT).orElse(0), body.flag("dryRun"));
        if (ids.isEmpty() == filter.isEmpty()) {
            body.wrong("ids", ids.isEmpty() ? "ids of letters, or filter" : "none beside filter");
        }
        body.check();
        return choice;
    }

    /** A task's id, or that and a webhook's behind a slash. */
    private static DeadLetterId id(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? DeadLetterId.newBuilder().setTaskId(text).build()
                : DeadLetterId.newBuilder()
                        .setTaskId(text.substring(0, slash))
                        .setConfigId(text.substring(slash + 1))
                        .build();
    }

    private static DeadLetterFilter filter(RestBody body) {
        DeadLetterFilter.Builder filter = DeadLetterFilter.newBuilder();
        for (String text : body.texts("reasons")) {
            reason(text).ifPresentOrElse(filter::addReasons, () -> body.wrong("reasons", REASONS));
        }
        body.text("agent").ifPresent(filter::setAgentId);
        time(body, "since", filter::setSince);
        time(body, "until", filter::setUntil);
        filter.setEveryone(body.flag("everyone"));
        body.refuseOthers();
        return filter.build();
    }

    private static void time(RestBody body, String name, Consumer<Timestamp> set) {
        try {
            body.text(name).map(Instant::parse).map(ProtoTime::of).ifPresent(set);
        } catch (DateTimeException e) {
            body.wrong(name, "a time like 2026-11-21T10:00:00Z");
        }
    }

    private static Optional<DeadLetter.Reason> reason(String text) {
        String name = text.toUpperCase(Locale.ROOT).replace('-', '_');
        return KNOWN.stream().filter(reason -> reason.name().equals(name)).findFirst();
    }

    static DeadLetterFilter filter(Query query) {
        DeadLetterFilter.Builder filter = DeadLetterFilter.newBuilder();
        List<DeadLetter.Reason> reasons = new ArrayList<>();
        for (String text : query.texts("reason")) {
            reason(text).ifPresentOrElse(reasons::add, () -> query.wrong("reason", text, REASONS));
        }
        filter.addAllReasons(reasons);
        query.text("agent").ifPresent(filter::setAgentId);
        query.time("since").map(ProtoTime::of).ifPresent(filter::setSince);
        query.time("until").map(ProtoTime::of).ifPresent(filter::setUntil);
        query.flag("everyone").ifPresent(filter::setEveryone);
        return filter.build();
    }

    static Optional<DeadLetter.State> state(Query query) {
        return query.text("state").flatMap(text -> {
            Optional<DeadLetter.State> state = Arrays.stream(DeadLetter.State.values())
                    .filter(known -> known.name().equals(text.toUpperCase(Locale.ROOT)))
                    .findFirst();
            if (state.isEmpty()) {
                query.wrong("state", text, "open, redriven or discarded");
            }
            return state;
        });
    }
}
