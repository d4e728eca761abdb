package dev.parley.registry.search;

import dev.parley.proto.error.A2aException;
import dev.parley.registry.agent.AgentBook;
import dev.parley.registry.agent.AgentChange;
import dev.parley.registry.agent.AgentKey;
import dev.parley.registry.agent.RegisteredAgent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the vectors of all skills up to date, on one virtual thread: embeds what is new, changed, or of another model, and
 * tries again while the embed service is away. Moves to the store's own index (pgvector) when there is one.
 */
public final class SkillVectors implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SkillVectors.class);
    private static final Duration EMBED_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);
    private static final int SKILLS_AT_ONCE = EmbedClient.MAX_TEXTS / SkillDocument.TEXTS;
    private static final int TICKS_BETWEEN_LOOKS = 5;

    private final AgentBook book;
    private final SkillVectorStore store;
    private final EmbedClient embed;
    private final Duration retry;
    private final ExactScan scan = new ExactScan();
    /** The card version that an agent's vectors were made from. */
    private final Map<AgentKey, Long> done = new ConcurrentHashMap<>();

    /** The card version for which a try has failed: nobody need wait for it. */
    private final Map<AgentKey, Long> failed = new ConcurrentHashMap<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Semaphore wake = new Semaphore(0);
    private final Thread worker;
    private volatile VectorIndex index = scan;
    private volatile boolean closed;
    private volatile String model = "";

    SkillVectors(AgentBook book, SkillVectorStore store, EmbedClient embed, Duration retry) {
        this.book = book;
        this.store = store;
        this.embed = embed;
        this.retry = retry;
        lookForIndex();
        if (index == scan) {
            byAgent(store.findAll()).forEach(scan::put);
        }
        book.listen(this::follow);
        this.worker = Thread.ofVirtual().name("skill-vectors").start(this::work);
    }

    /** The index to ask. */
    VectorIndex index() {
        return index;
    }

    /** True when the agent's skills of its current card are embedded. */
    boolean hasVectors(RegisteredAgent agent) {
        Long version = done.get(agent.key());
        return version != null && version == agent.held().version();
    }

    /** Waits until an agent's skills are embedded, or one try of it has failed, or the time is up. */
    public void await(RegisteredAgent agent, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (!hasVectors(agent) && !hasFailed(agent) && left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean hasFailed(RegisteredAgent agent) {
        Long version = failed.get(agent.key());
        return version != null && version == agent.held().version();
    }

    /** Told the model of every query: when it is another one, all skills are embedded anew. */
    void noticeModel(String queryModel) {
        if (!model.isEmpty() && !queryModel.equals(model)) {
            model = "";
            done.clear();
            signal();
        }
    }

    private void follow(AgentChange change) {
        switch (change) {
            case AgentChange.Upserted upserted -> signal();
            case AgentChange.Deleted(AgentKey key) -> {
                done.remove(key);
                failed.remove(key);
                scan.remove(key);
            }
            case AgentChange.Synced() -> {}
        }
    }

    private void work() {
        try {
            for (int tick = 0; !closed; tick++) {
                tick(tick);
            }
        } catch (InterruptedException e) {
            log.atDebug().log("interrupted while stopping");
        }
    }

    private void tick(int tick) throws InterruptedException {
        try {
            if (index == scan && tick % TICKS_BETWEEN_LOOKS == 0) {
                lookForIndex();
            }
            embedAllMissing();
            rest();
        } catch (A2aException e) {
            failed(e.text());
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("skill vectors cannot be made");
            failed(String.valueOf(e.getMessage()));
        }
    }

    private void failed(String reason) throws InterruptedException {
        if (failed.isEmpty()) {
            log.atWarn().addKeyValue("reason", reason).log("skills wait for their vectors");
        }
        book.all().stream()
                .filter(agent -> !hasVectors(agent))
                .forEach(agent -> failed.put(agent.key(), agent.held().version()));
        tellWaiting();
        rest();
    }

    /** Until something changes, or it is time to try again. */
    private void rest() throws InterruptedException {
        if (!closed && wake.tryAcquire(retry.toMillis(), TimeUnit.MILLISECONDS)) {
            wake.drainPermits();
        }
    }

    private void lookForIndex() {
        store.index().ifPresent(found -> {
            index = found;
            log.atInfo().addKeyValue("engine", found.name()).log("vector index found");
        });
    }

    private void embedAllMissing() {
        if (model.isEmpty()) {
            learnModel();
        }
        for (List<RegisteredAgent> some = missing(); !some.isEmpty() && !closed; some = missing()) {
            embedSome(some);
        }
    }

    /** What the store holds of this very model and these very texts need not be made again. */
    private void learnModel() {
        String current =
                SkillVector.modelOf(embed.embed(List.of(""), EMBED_TIMEOUT).model());
        Map<AgentKey, Collection<SkillVector>> stored = byAgent(store.findAll());
        for (RegisteredAgent agent : book.all()) {
            if (isCurrent(SkillDocument.of(agent), stored.get(agent.key()), current)) {
                done.put(agent.key(), agent.held().version());
            }
        }
        model = current;
    }

    private static boolean isCurrent(
            List<SkillDocument> skills, @Nullable Collection<SkillVector> stored, String current) {
        Map<String, String> digests = new HashMap<>();
        if (stored != null) {
            stored.stream()
                    .filter(vector -> vector.model().equals(current))
                    .forEach(vector -> digests.put(vector.ref().skillId(), vector.digest()));
        }
        return digests.size() == skills.size()
                && skills.stream()
                        .allMatch(skill ->
                                skill.digest().equals(digests.get(skill.ref().skillId())));
    }

    private static Map<AgentKey, Collection<SkillVector>> byAgent(List<SkillVector> vectors) {
        Map<AgentKey, Collection<SkillVector>> byAgent = new HashMap<>();
        vectors.forEach(vector -> byAgent.computeIfAbsent(vector.ref().agent(), key -> new ArrayList<>())
                .add(vector));
        return byAgent;
    }

    /** Agents without vectors, as many as one call embeds, and at least one. */
    private List<RegisteredAgent> missing() {
        List<RegisteredAgent> missing = new ArrayList<>();
        int skills = 0;
        for (RegisteredAgent agent : book.all()) {
            if (!hasVectors(agent)) {
                skills += agent.held().card().getSkillsCount();
                if (!missing.isEmpty() && skills > SKILLS_AT_ONCE) {
                    break;
                }
                missing.add(agent);
            }
        }
        return missing;
    }

    private void embedSome(List<RegisteredAgent> agents) {
        // from the very card whose version is noted: the catalog may be ahead of it
        Map<RegisteredAgent, List<SkillDocument>> skills = new LinkedHashMap<>();
        agents.forEach(agent -> skills.put(agent, SkillDocument.of(agent)));
        List<String> texts = skills.values().stream()
                .flatMap(List::stream)
                .flatMap(skill -> skill.texts().stream())
                .toList();
        EmbedClient.Embedded embedded = embed.embed(texts, EMBED_TIMEOUT);
        int at = 0;
        for (RegisteredAgent agent : agents) {
            List<SkillVector> vectors = new ArrayList<>();
            for (SkillDocument skill : skills.getOrDefault(agent, List.of())) {
                List<float[]> three = embedded.vectors().subList(at, at + SkillDocument.TEXTS);
                at += SkillDocument.TEXTS;
                vectors.add(new SkillVector(
                        skill.ref(), SkillVector.modelOf(embedded.model()), skill.digest(), SkillVector.blend(three)));
            }
            keep(agent, vectors);
        }
    }

    private void keep(RegisteredAgent agent, List<SkillVector> vectors) {
        boolean current = store.replace(agent.key(), agent.held().version(), vectors);
        if (current && index == scan) {
            scan.put(agent.key(), vectors);
        }
        done.put(agent.key(), agent.held().version());
        failed.remove(agent.key());
        if (book.find(agent.key()).isEmpty()) {
            done.remove(agent.key());
            scan.remove(agent.key());
        }
        signal();
    }

    private void signal() {
        wake.release();
        tellWaiting();
    }

    private void tellWaiting() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the worker finish what it is at; interrupted at once, it would leave a broken connection behind. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        signal();
        if (!worker.join(CLOSE_WITHIN)) {
            worker.interrupt();
        }
    }
}
