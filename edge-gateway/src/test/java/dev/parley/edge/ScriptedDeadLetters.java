package dev.parley.edge;

import com.google.protobuf.Message;
import dev.parley.proto.task.v1.DeadLetter;
import dev.parley.proto.task.v1.DeadLetterResult;
import dev.parley.proto.task.v1.DeadLetterResults;
import dev.parley.proto.task.v1.DeadLetterServiceGrpc.DeadLetterServiceImplBase;
import dev.parley.proto.task.v1.DiscardDeadLettersRequest;
import dev.parley.proto.task.v1.EditDeadLetterRequest;
import dev.parley.proto.task.v1.GetDeadLetterRequest;
import dev.parley.proto.task.v1.ListDeadLettersReply;
import dev.parley.proto.task.v1.ListDeadLettersRequest;
import dev.parley.proto.task.v1.RedriveDeadLettersRequest;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what was asked, and answers with one letter of the task that was asked for. */
final class ScriptedDeadLetters extends DeadLetterServiceImplBase {
    final List<Message> asked = new CopyOnWriteArrayList<>();

    private static DeadLetter letter(String task) {
        return DeadLetter.newBuilder()
                .setTaskId(task)
                .setReason(DeadLetter.Reason.UNREACHABLE)
                .build();
    }

    private <T> void answer(Message request, T answer, StreamObserver<T> reply) {
        asked.add(request);
        reply.onNext(answer);
        reply.onCompleted();
    }

    @Override
    public void listDeadLetters(ListDeadLettersRequest request, StreamObserver<ListDeadLettersReply> reply) {
        answer(
                request,
                ListDeadLettersReply.newBuilder().addLetters(letter("t")).build(),
                reply);
    }

    @Override
    public void getDeadLetter(GetDeadLetterRequest request, StreamObserver<DeadLetter> reply) {
        answer(request, letter(request.getId().getTaskId()), reply);
    }

    @Override
    public void editDeadLetter(EditDeadLetterRequest request, StreamObserver<DeadLetter> reply) {
        answer(request, letter(request.getId().getTaskId()), reply);
    }

    @Override
    public void redriveDeadLetters(RedriveDeadLettersRequest request, StreamObserver<DeadLetterResults> reply) {
        answer(
                request,
                DeadLetterResults.newBuilder()
                        .addResults(DeadLetterResult.newBuilder().setRedrivenAs("new"))
                        .build(),
                reply);
    }

    @Override
    public void discardDeadLetters(DiscardDeadLettersRequest request, StreamObserver<DeadLetterResults> reply) {
        answer(request, DeadLetterResults.getDefaultInstance(), reply);
    }
}
