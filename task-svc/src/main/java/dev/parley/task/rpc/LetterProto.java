package dev.parley.task.rpc;

import com.google.protobuf.Timestamp;
import dev.parley.kit.identity.Principal;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.DeadLetter;
import dev.parley.proto.task.v1.DeadLetterFilter;
import dev.parley.proto.task.v1.DeadLetterId;
import dev.parley.proto.time.ProtoTime;
import dev.parley.task.deadletter.DeadLetters;
import dev.parley.task.deadletter.Letter;
import dev.parley.task.deadletter.LetterKey;
import dev.parley.task.deadletter.LetterStore;
import dev.parley.task.journal.TaskKey;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Dead letters as the wire has them. */
final class LetterProto {
    private LetterProto() {}

    static LetterKey key(Principal caller, DeadLetterId id) {
        return new LetterKey(TaskKey.parse(caller.tenant(), id.getTaskId()), id.getConfigId());
    }

    static DeadLetterId id(LetterKey key) {
        return DeadLetterId.newBuilder()
                .setTaskId(key.task().toString())
                .setConfigId(key.configId())
                .build();
    }

    /** @throws A2aException PERMISSION_DENIED for everyone's without the role */
    static LetterStore.Filter filter(Principal caller, DeadLetterFilter filter, DeadLetter.State state) {
        if (filter.getEveryone() && !caller.isAdmin()) {
            throw new A2aException(
                    A2aErrorCode.PERMISSION_DENIED,
                    "Everyone's dead letters were asked for by \"" + caller.subject()
                            + "\" (expected: the role admin)");
        }
        return new LetterStore.Filter(
                caller.tenant(),
                filter.getEveryone() ? null : caller.subject(),
                state == DeadLetter.State.STATE_UNSPECIFIED ? DeadLetter.State.OPEN : state,
                filter.getReasonsList(),
                filter.getAgentId(),
                filter.hasSince() ? instant(filter.getSince(), "$.filter.since") : null,
                filter.hasUntil() ? instant(filter.getUntil(), "$.filter.until") : null);
    }

    private static Instant instant(Timestamp at, String path) {
        try {
            return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
        } catch (DateTimeException e) {
            throw A2aException.invalidParams(path, "is no time (expected: RFC 3339)");
        }
    }

    static String token(LetterStore.Place place) {
        Instant at = place.at();
        String plain = at.getEpochSecond() + "." + at.getNano() + "."
                + place.key().task() + "." + place.key().configId();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** Null: from the beginning. */
    static LetterStore.@Nullable Place place(Principal caller, String token) {
        if (token.isEmpty()) {
            return null;
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split("\\.", 4);
            if (parts.length == 4) {
                return new LetterStore.Place(
                        Instant.ofEpochSecond(Long.parseLong(parts[0]), Long.parseLong(parts[1])),
                        new LetterKey(new TaskKey(caller.tenant(), UUID.fromString(parts[2])), parts[3]));
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            // said below
        }
        throw A2aException.invalidParams("$.pageToken", "is not a token of this mesh (expected: nextPageToken)");
    }

    static DeadLetter of(Letter letter) {
        return shown(letter).build();
    }

    static DeadLetter of(DeadLetters.Opened opened) {
        DeadLetter.Builder shown = shown(opened.letter());
        Letter.Edited edited = opened.letter().edited();
        if (opened.accepted() != null) {
            shown.setMessage(edited == null ? opened.accepted() : edited.message());
            if (edited != null) {
                shown.setOriginal(opened.accepted());
            }
        }
        opened.webhook().ifPresent(webhook -> shown.setWebhook(DeliveryProto.of(webhook)));
        return shown.build();
    }

    private static DeadLetter.Builder shown(Letter letter) {
        DeadLetter.Builder shown = DeadLetter.newBuilder()
                .setTaskId(letter.key().task().toString())
                .setConfigId(letter.key().configId())
                .setReason(letter.reason())
                .setDetail(letter.detail())
                .setAttempts(letter.attempts())
                .setAt(ProtoTime.of(letter.at()))
                .setEndpoint(letter.endpoint())
                .setSubject(letter.subject())
                .setAgentId(letter.agent())
                .setState(letter.state());
        Letter.Closed closed = letter.closed();
        if (closed != null) {
            shown.setClosedBy(closed.by()).setClosedAt(ProtoTime.of(closed.at()));
        }
        if (letter.state() == DeadLetter.State.REDRIVEN && letter.redrivenAs() != null) {
            shown.setRedrivenAs(letter.redrivenAs().toString());
        }
        Letter.Edited edited = letter.edited();
        if (edited != null) {
            shown.setEditedBy(edited.by()).setEditedAt(ProtoTime.of(edited.at()));
        }
        return shown;
    }
}
