package dev.parley.registry.search;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Full text over one tenant's skills: BM25 (k1 1.2, b 0.75) over stems, and look-up of exact ids, names and tags. In memory,
 * changed in place; safe for concurrent use.
 */
final class TextIndex {
    private static final double K1 = 1.2;
    private static final double B = 0.75;

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<SkillRef, SkillDocument> documents = new HashMap<>();
    private final Map<String, Map<SkillRef, Integer>> postings = new HashMap<>();
    private final Map<String, Set<SkillRef>> exact = new HashMap<>();
    private long stems;

    void replace(Collection<SkillDocument> before, Collection<SkillDocument> now) {
        lock.writeLock().lock();
        try {
            before.forEach(document -> remove(document.ref()));
            now.forEach(this::add);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void add(SkillDocument document) {
        documents.put(document.ref(), document);
        stems += document.stems().size();
        for (String stem : document.stems()) {
            postings.computeIfAbsent(stem, key -> new HashMap<>()).merge(document.ref(), 1, Integer::sum);
        }
        for (String word : document.exact()) {
            exact.computeIfAbsent(word, key -> new HashSet<>()).add(document.ref());
        }
    }

    private void remove(SkillRef ref) {
        SkillDocument document = documents.remove(ref);
        if (document == null) {
            return;
        }
        stems -= document.stems().size();
        for (String stem : new HashSet<>(document.stems())) {
            forget(postings, stem, postings.get(stem), ref);
        }
        for (String word : document.exact()) {
            Set<SkillRef> skills = exact.get(word);
            if (skills != null && skills.remove(ref) && skills.isEmpty()) {
                exact.remove(word);
            }
        }
    }

    private static void forget(
            Map<String, Map<SkillRef, Integer>> postings,
            String stem,
            @Nullable Map<SkillRef, Integer> skills,
            SkillRef ref) {
        if (skills != null && skills.remove(ref) != null && skills.isEmpty()) {
            postings.remove(stem);
        }
    }

    /** Skills whose id, name or a tag is the text, in any case. */
    Set<SkillRef> exact(String text) {
        lock.readLock().lock();
        try {
            return Set.copyOf(exact.getOrDefault(Words.lower(text.strip()), Set.of()));
        } finally {
            lock.readLock().unlock();
        }
    }

    /** The best scores among skills that share a word with the text; the rest would be zero. */
    Map<SkillRef, Double> best(String text, Predicate<SkillRef> among, int limit) {
        Map<SkillRef, Double> scores = new HashMap<>();
        lock.readLock().lock();
        try {
            double meanLength = (double) stems / Math.max(1, documents.size());
            for (String stem : new HashSet<>(Words.stems(text))) {
                addScores(stem, meanLength, among, scores);
            }
        } finally {
            lock.readLock().unlock();
        }
        if (scores.size() <= limit) {
            return scores;
        }
        Map<SkillRef, Double> best = new HashMap<>();
        scores.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(limit)
                .forEach(entry -> best.put(entry.getKey(), entry.getValue()));
        return best;
    }

    private void addScores(String stem, double meanLength, Predicate<SkillRef> among, Map<SkillRef, Double> scores) {
        Map<SkillRef, Integer> found = postings.getOrDefault(stem, Map.of());
        double idf = Math.log(1 + (documents.size() - found.size() + 0.5) / (found.size() + 0.5));
        found.forEach((ref, count) -> {
            if (among.test(ref)) {
                SkillDocument document = documents.get(ref);
                int length = document == null ? 0 : document.stems().size();
                double score = idf * count * (K1 + 1) / (count + K1 * (1 - B + B * length / meanLength));
                scores.merge(ref, score, Double::sum);
            }
        });
    }

    /** Every skill there is. */
    List<SkillDocument> all() {
        lock.readLock().lock();
        try {
            return List.copyOf(documents.values());
        } finally {
            lock.readLock().unlock();
        }
    }
}
