package dev.parley.task.rpc;

import dev.parley.proto.task.v1.EarlierTask;
import dev.parley.proto.task.v1.TaskFacts;
import dev.parley.proto.task.v1.TaskHistory;
import dev.parley.proto.task.v1.WatcherResume;
import dev.parley.proto.task.v1.WatcherResumes;
import dev.parley.proto.time.ProtoTime;
import dev.parley.task.history.HistoryStore;
import dev.parley.task.history.TaskHistories;
import dev.parley.task.journal.TaskRow;

/** Pages of histories as the wire has them. */
final class HistoryProto {
    private HistoryProto() {}

    static TaskHistory of(TaskHistories.Page page) {
        TaskHistory.Builder history = TaskHistory.newBuilder();
        page.head().ifPresent(head -> {
            history.setTask(facts(head.task())).setWatchers(watchers(head.watchers()));
            head.webhooks().forEach(webhook -> history.addWebhooks(DeliveryProto.of(webhook)));
            head.earlier().forEach(earlier -> history.addEarlier(earlier(earlier)));
        });
        page.entries().forEach(entry -> history.addEntries(EntryProto.of(entry)));
        page.after().ifPresent(after -> history.setNextPageToken(Long.toString(after)));
        return history.build();
    }

    private static EarlierTask earlier(TaskHistories.Earlier earlier) {
        EarlierTask.Builder shown = EarlierTask.newBuilder().setLink(earlier.link());
        earlier.task().ifPresent(row -> shown.setTask(facts(row)));
        earlier.entries().forEach(entry -> shown.addEntries(EntryProto.of(entry)));
        return shown.build();
    }

    private static TaskFacts facts(TaskRow row) {
        return TaskFacts.newBuilder()
                .setTaskId(row.key().toString())
                .setContextId(row.contextId())
                .setEndpoint(row.endpoint())
                .setSubject(row.subject())
                .setState(row.state().wire())
                .setIsTask(row.isTask())
                .setCreatedAt(ProtoTime.of(row.createdAt()))
                .setStatusAt(ProtoTime.of(row.statusAt()))
                .setAgentId(row.agent())
                .setRemoteTaskId(row.remoteTask())
                .setRemoteContextId(row.remoteContext())
                .setLastSequence(row.lastSequence())
                .setEpoch(row.epoch())
                .build();
    }

    private static WatcherResumes watchers(HistoryStore.Resumes resumes) {
        WatcherResumes.Builder watchers = WatcherResumes.newBuilder().setTimes(resumes.times());
        resumes.first()
                .forEach(resume -> watchers.addFirst(WatcherResume.newBuilder()
                        .setAt(ProtoTime.of(resume.at()))
                        .setAfterSequence(resume.afterSequence())
                        .setResent(resume.resent())));
        return watchers.build();
    }
}
