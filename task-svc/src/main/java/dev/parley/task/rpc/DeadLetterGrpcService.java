package dev.parley.task.rpc;

import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.identity.Principal;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.DeadLetter;
import dev.parley.proto.task.v1.DeadLetterFilter;
import dev.parley.proto.task.v1.DeadLetterId;
import dev.parley.proto.task.v1.DeadLetterResult;
import dev.parley.proto.task.v1.DeadLetterResults;
import dev.parley.proto.task.v1.DeadLetterServiceGrpc.DeadLetterServiceImplBase;
import dev.parley.proto.task.v1.DiscardDeadLettersRequest;
import dev.parley.proto.task.v1.EditDeadLetterRequest;
import dev.parley.proto.task.v1.GetDeadLetterRequest;
import dev.parley.proto.task.v1.ListDeadLettersReply;
import dev.parley.proto.task.v1.ListDeadLettersRequest;
import dev.parley.proto.task.v1.RedriveDeadLettersRequest;
import dev.parley.task.deadletter.DeadLetters;
import dev.parley.task.deadletter.Letter;
import dev.parley.task.deadletter.LetterKey;
import dev.parley.task.deadletter.Redriving;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Dead letters on gRPC: translation only. */
@Singleton
final class DeadLetterGrpcService extends DeadLetterServiceImplBase {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 200;

    private final DeadLetters letters;
    private final Redriving redriving;

    DeadLetterGrpcService(DeadLetters letters, Redriving redriving) {
        this.letters = letters;
        this.redriving = redriving;
    }

    @Override
    public void listDeadLetters(ListDeadLettersRequest request, StreamObserver<ListDeadLettersReply> reply) {
        DeadLetters.Page page = letters.list(
                LetterProto.filter(CallerIdentity.current(), request.getFilter(), request.getState()),
                LetterProto.place(CallerIdentity.current(), request.getPageToken()),
                request.getPageSize());
        ListDeadLettersReply.Builder list = ListDeadLettersReply.newBuilder();
        page.letters().forEach(letter -> list.addLetters(LetterProto.of(letter)));
        if (page.next() != null) {
            list.setNextPageToken(LetterProto.token(page.next()));
        }
        reply.onNext(list.build());
        reply.onCompleted();
    }

    @Override
    public void getDeadLetter(GetDeadLetterRequest request, StreamObserver<DeadLetter> reply) {
        Principal caller = CallerIdentity.current();
        reply.onNext(LetterProto.of(letters.open(caller, LetterProto.key(caller, request.getId()))));
        reply.onCompleted();
    }

    @Override
    public void editDeadLetter(EditDeadLetterRequest request, StreamObserver<DeadLetter> reply) {
        Principal caller = CallerIdentity.current();
        reply.onNext(
                LetterProto.of(letters.edit(caller, LetterProto.key(caller, request.getId()), request.getMessage())));
        reply.onCompleted();
    }

    @Override
    public void redriveDeadLetters(RedriveDeadLettersRequest request, StreamObserver<DeadLetterResults> reply) {
        reply.onNext(each(
                request.getIdsList(),
                request.getFilter(),
                request.hasFilter(),
                request.getLimit(),
                (caller, key, result) -> {
                    UUID made = redriving.redrive(caller, key, request.getToAgentId(), request.getDryRun());
                    if (made != null) {
                        result.setRedrivenAs(made.toString());
                    }
                }));
        reply.onCompleted();
    }

    @Override
    public void discardDeadLetters(DiscardDeadLettersRequest request, StreamObserver<DeadLetterResults> reply) {
        reply.onNext(each(
                request.getIdsList(),
                request.getFilter(),
                request.hasFilter(),
                request.getLimit(),
                (caller, key, result) -> letters.discard(caller, key, request.getDryRun())));
        reply.onCompleted();
    }

    private interface Work {
        void on(Principal caller, LetterKey key, DeadLetterResult.Builder result);
    }

    /** What is wrong with one letter holds up no other. */
    private DeadLetterResults each(
            List<DeadLetterId> ids, DeadLetterFilter filter, boolean filtered, int limit, Work work) {
        if (ids.isEmpty() == !filtered) {
            throw A2aException.invalidParams(
                    "$.ids", (ids.isEmpty() ? "missing, and so is filter" : "beside filter") + " (expected: either)");
        }
        if (ids.size() > MAX_LIMIT || limit < 0 || limit > MAX_LIMIT) {
            throw A2aException.invalidParams(
                    ids.isEmpty() ? "$.limit" : "$.ids",
                    (ids.isEmpty() ? limit : ids.size()) + " (expected: at most " + MAX_LIMIT + ")");
        }
        Principal caller = CallerIdentity.current();
        DeadLetterResults.Builder results = DeadLetterResults.newBuilder();
        if (!ids.isEmpty()) {
            ids.forEach(id -> results.addResults(one(caller, id, DeadLetterResult.newBuilder(), work)));
            return results.build();
        }
        int most = limit == 0 ? DEFAULT_LIMIT : limit;
        List<Letter> chosen = letters.chosen(LetterProto.filter(caller, filter, DeadLetter.State.OPEN), most);
        chosen.stream()
                .limit(most)
                .forEach(letter -> results.addResults(one(
                        caller,
                        LetterProto.id(letter.key()),
                        DeadLetterResult.newBuilder().setReason(letter.reason()),
                        work)));
        return results.setMore(chosen.size() > most).build();
    }

    private static DeadLetterResult one(Principal caller, DeadLetterId id, DeadLetterResult.Builder result, Work work) {
        result.setId(id);
        try {
            work.on(caller, LetterProto.key(caller, id), result);
        } catch (A2aException e) {
            result.setError(e.text());
        }
        return result.build();
    }
}
